"""XML made to exhaust its reader, or to hide from it what it declares."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.hostile.case import Case, Lures, bytes_of
from tests.hostile.cases.vectors_links import TO_PIXELS
from tests.hostile.cases.vectors_maps import DTDS, ROOTS, TO_GEOJSON

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
READERS = (
    *(("geo-convert", format, root, TO_GEOJSON) for format, root in ROOTS.items()),
    ("gpx-analyze", "gpx", ROOTS["gpx"], {}),
    ("image-convert", "svg", SVG, TO_PIXELS),
)
"""Tools, the formats they read, and how those begin and end."""
LONG = 20 * 2**20


def _repeated(path: Path, _: Lures, *, root: str, parts: tuple[tuple[str, int], ...]) -> None:
    """Each part so many times, one after the other."""
    start, end = root.split("{}")
    with path.open("w") as file:
        file.write(start)
        for text, times in parts:
            file.writelines(_pieces(text, times))
        file.write(end)


def _pieces(text: str, times: int) -> Iterator[str]:
    for at in range(0, times, 10_000):
        yield text * min(10_000, times - at)


def with_many_attributes(path: Path, _: Lures, *, root: str) -> None:
    """One element with 120,000 of them."""
    attributes = " ".join(f"a{number}=''" for number in range(120_000))
    path.write_text(root.format(f"<a {attributes}/>"))


def _encoded(path: Path, lures: Lures, *, root: str, declared: str, written: str) -> None:
    """A DTD with an entity of the secret, in the words of another encoding."""
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><!DOCTYPE x [<!ENTITY x SYSTEM '
        f'"{lures.secret.as_uri()}"><!ENTITY y SYSTEM "{lures.url}">]>'
    )
    path.write_bytes((text + root.format("<name>&x;&y;</name>")).encode(written))


ENCODINGS = (
    ("utf-8", "utf-8"),
    ("utf-16", "utf-16"),
    ("utf-32", "utf-32"),
    ("utf-7", "utf-7"),
    ("utf-7", "ascii"),
    ("ebcdic-cp-us", "cp037"),
    ("utf-8", "utf-16"),
    ("no-such-code", "ascii"),
)

CASES = (
    *(
        Case(
            id="H041",
            what=f"an SVG with {what}",
            tool="image-convert",
            name="bomb.svg",
            options=TO_PIXELS,
            make=bytes_of(f"<!DOCTYPE svg [{declared}]>{SVG.format(f'<text>{text}</text>')}".encode()),
            expect=("input_corrupt",),
            seconds=5,
        )
        for what, (declared, text) in DTDS.items()
    ),
    *(
        Case(
            id="H046",
            what=f"a {format} nested 200,000 deep, for {tool}",
            tool=tool,
            name=f"deep.{format}",
            options=options,
            make=partial(_repeated, root=root, parts=(("<a>", 200_000), ("</a>", 200_000))),
            expect=("input_limit",),
        )
        for tool, format, root, options in READERS
    ),
    *(
        Case(
            id="H047",
            what=f"a {format} with {what} of 20 MiB, for {tool}",
            tool=tool,
            name=f"long.{format}",
            options=options,
            make=partial(_repeated, root=root, parts=((start, 1), ("x", LONG), (end, 1))),
            expect=("input_limit",),
        )
        for what, start, end in (
            ("an attribute", '<a b="', '"/>'),
            ("a name", "<", "/>"),
            ("a comment", "<!--", "-->"),
        )
        for tool, format, root, options in READERS
    ),
    *(
        Case(
            id="H047",
            what=f"a {format} with 120,000 attributes, for {tool}",
            tool=tool,
            name=f"many.{format}",
            options=options,
            make=partial(with_many_attributes, root=root),
            expect=("input_limit",),
            seconds=10,
        )
        for tool, format, root, options in READERS
        if format != "svg"
    ),
    *(
        Case(
            id="H048",
            what=f"a {format} that declares {declared} and is {written}, for {tool}",
            tool=tool,
            name=f"hidden.{format}",
            options=options,
            make=partial(_encoded, root=root, declared=declared, written=written),
            expect=("input_corrupt",),
        )
        for declared, written in ENCODINGS
        for tool, format, root, options in READERS
    ),
)
