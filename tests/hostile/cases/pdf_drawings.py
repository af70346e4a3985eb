"""PDF documents of three kilobytes that draw without end: every form in them draws the next one 20 times."""

from collections.abc import Sequence

from tests.hostile.case import bytes_of
from tests.hostile.cases.pdf_parts import PAGES, form, one_page, pdf_case, stream

FIRST = 10
"""The number of the first of the things that draw each other."""
WIDE = 20
CONTENT = b"/Contents 4 0 R"
BOX = b"0 0 9 9 re f "


def avalanche(entries: bytes, things: Sequence[bytes], *more: bytes) -> bytes:
    """A page with these entries; `more` is numbered from 4, the things from 10."""
    return one_page(entries, *more, *(b"null",) * (FIRST - 4 - len(more)), *things)


def forms(levels: int) -> list[bytes]:
    """Forms."""
    numbers = range(FIRST + 1, FIRST + levels)
    return [*(form(b"/F Do " * WIDE, b"/XObject<</F %d 0 R>>" % number) for number in numbers), form(BOX)]


def of_forms(levels: int) -> bytes:
    """A page that draws the first form."""
    return avalanche(CONTENT + b"/Resources<</XObject<</F 10 0 R>>>>", forms(levels), stream(b"/F Do"))


def of_inherited_forms(levels: int) -> bytes:
    """The same, but the page has its resources from above."""
    pages = PAGES.replace(b"<<", b"<</Resources<</XObject<</F 10 0 R>>>>", 1)
    return avalanche(CONTENT, forms(levels), stream(b"/F Do")).replace(PAGES, pages)


def only_named(levels: int) -> bytes:
    """Forms that know the next one under ten names, and draw nothing."""
    numbers = range(FIRST + 1, FIRST + levels)
    known = [b"".join(b"/F%d %d 0 R" % (name, number) for name in range(10)) for number in numbers]
    things = [*(form(b"", b"/XObject<<%s>>" % names) for names in known), form(b"")]
    return avalanche(b"/Resources<</XObject<</F 10 0 R>>>>", things)


CASES = (
    *(
        pdf_case(
            id="H055",
            what=f"{what} that draw 25 billion, for {tool}",
            tool=tool,
            make=bytes_of(content),
            expect=("input_limit",),
        )
        for what, content in (("forms", of_forms(9)), ("inherited forms", of_inherited_forms(9)))
        for tool in ("pdf-to-images", "pdf-to-text")
    ),
    *(
        pdf_case(
            id="H055",
            what=f"forms with ten billion names, for {tool}",
            tool=tool,
            make=bytes_of(only_named(11)),
            options=options,
            expect=expect,
        )
        for tool, options, expect in (
            ("pdf-extract-images", {}, ("input_not_allowed",)),
            ("pdf-redact", {"texts": ["word"]}, ("input_not_allowed",)),
            ("pdf-to-tables", {}, ("input_not_allowed",)),
            ("pdf-compress", {}, ("completed",)),
        )
    ),
)
