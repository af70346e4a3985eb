"""PDF documents whose structure means harm: bombs, loops and false promises."""

import zlib
from pathlib import Path

from tests.hostile.case import Lures, Make, bytes_of
from tests.hostile.cases.making import when_asked
from tests.hostile.cases.pdf_parts import MiB, one_page, page, pdf, pdf_case, stream, zeros

FINELY = {"dpi": 18}


def bomb(megabytes: int, *, layers: int) -> Make:
    """A page whose content unpacks, layer by layer, to so many megabytes of nothing."""

    def make(path: Path, _: Lures) -> None:
        packed = zeros(megabytes)
        for _layer in range(layers - 1):
            packed = zlib.compress(packed, 9)
        filters = b"/Filter[%s]" % (b"/FlateDecode" * layers)
        path.write_bytes(one_page(b"/Contents 4 0 R", stream(packed, filters)))

    return make


def updated(times: int) -> bytes:
    """A document that was changed so often, each time at its end."""
    data = bytearray(one_page())
    start = data.rindex(b"xref\n0")
    for _ in range(times):
        at = len(data)
        data += b"3 0 obj\n%s\nendobj\n" % page()
        following = len(data)
        data += b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Size 4/Root 1 0 R/Prev %d>>\n" % (at, start)
        data += b"startxref\n%d\n%%%%EOF\n" % following
        start = following
    return bytes(data)


DEEP = {
    "arrays": b"/X " + b"[" * 200_000 + b"]" * 200_000,
    "dictionaries": b"/X " + b"<</A" * 200_000 + b">>" * 200_000,
}
BOXES = {
    "upside down": (b"200 200 0 0", "completed"),
    "negative": (b"0 0 -200 -200", "completed"),
    "empty": (b"0 0 0 0", "completed"),
    "of no number": (b"0 0 NaN 3", "completed"),
    "of a million points": (b"0 0 1000000 1000000", "input_limit"),
    "of numbers beyond every float": (b"0 0 %s %s" % (b"9" * 400, b"9" * 400), "input_corrupt"),
}
LOOP = pdf(b"<</Type/Pages/Count 1/Kids[2 0 R]>>")
FALSE_COUNT = pdf(b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>", page())
MANY = pdf(b"<</Type/Pages/Count 100000/Kids[%s]>>" % (b"3 0 R " * 100_000), page())
CASES = (
    *(
        pdf_case(
            id="H049",
            what=f"256 megabytes in a kilobyte, for {tool}",
            tool=tool,
            options=options,
            make=bomb(256, layers=2),
            expect=expect,
            output_at_most=MiB,
        )
        for tool, options, expect in (
            ("pdf-rotate", {}, ("completed",)),
            ("pdf-compress", {}, ("completed",)),
            ("pdf-to-images", FINELY, ("completed",)),
            ("pdf-to-text", {}, ("completed",)),
            ("pdf-redact", {"texts": ["word"]}, ("input_not_allowed",)),
        )
    ),
    *(
        pdf_case(
            id="H050",
            what=f"64 gigabytes in a kilobyte, for {tool}",
            tool=tool,
            options=options,
            make=bomb(65_536, layers=3),
            expect=expect,
            output_at_most=MiB,
        )
        for tool, options, expect in (
            ("pdf-rotate", {}, ("completed",)),
            ("pdf-compress", {}, ("completed",)),
            ("pdf-to-images", FINELY, ("input_limit", "tool_memory")),
            ("pdf-to-docx", {}, ("input_limit", "tool_memory")),
        )
    ),
    pdf_case(
        id="H051",
        what="a tree of pages that loops",
        tool="pdf-rotate",
        make=bytes_of(LOOP),
        expect=("input_corrupt",),
    ),
    pdf_case(
        id="H051",
        what="a looping tree to mend",
        tool="pdf-repair",
        make=bytes_of(LOOP),
        expect=("input_corrupt",),
    ),
    *(
        pdf_case(
            id="H052",
            what=f"one page that says it is two billion, for {tool}",
            tool=tool,
            options=options,
            make=bytes_of(FALSE_COUNT),
            expect=("completed",),
            output_at_most=MiB,
        )
        for tool, options in (("pdf-rotate", {}), ("pdf-to-images", FINELY))
    ),
    *(
        pdf_case(
            id="H053",
            what=f"one page a hundred thousand times, for {tool}",
            tool=tool,
            make=bytes_of(MANY),
            expect=("input_limit",),
        )
        for tool in ("pdf-rotate", "pdf-repair", "pdf-metadata")
    ),
    *(
        pdf_case(
            id="H054",
            what=f"a page whose box is {what}",
            tool="pdf-to-images",
            options=FINELY,
            make=bytes_of(one_page(box=box)),
            expect=(expect,),
            output_at_most=MiB,
        )
        for what, (box, expect) in BOXES.items()
    ),
    *(
        pdf_case(
            id="H056",
            what=f"200,000 {what} within each other",
            tool="pdf-rotate",
            make=bytes_of(one_page(nested)),
            expect=("input_corrupt",),
        )
        for what, nested in DEEP.items()
    ),
    pdf_case(
        id="H060",
        what="a table that comes before itself",
        tool="pdf-rotate",
        make=bytes_of(one_page(trailer=b"/Prev ITSELF")),
        expect=("completed",),
    ),
    *(
        pdf_case(
            id="H062",
            what=f"a document {what}",
            tool="pdf-rotate",
            make=bytes_of(prefix + one_page()),
            expect=("input_mismatch",),
        )
        for what, prefix in (
            ("1,023 bytes from the beginning", b" " * 1023),
            ("behind a web page", b"<html><script>alert(1)</script></html>"),
            ("behind a program", b"MZ" + bytes(500)),
        )
    ),
    pdf_case(
        id="H063",
        what="a stream that says it has four gigabytes",
        tool="pdf-to-images",
        options=FINELY,
        make=bytes_of(one_page(b"/Contents 4 0 R", stream(b"q Q", length=4 << 30))),
        expect=("completed",),
    ),
    pdf_case(
        id="H064",
        what="five thousand versions",
        tool="pdf-rotate",
        make=when_asked(lambda: updated(5_000)),
        expect=("completed",),
        output_at_most=MiB,
    ),
)
