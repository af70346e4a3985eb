"""Small drawings that would take minutes to read or to draw."""

from functools import partial

from tests.hostile.case import Case, Make, bytes_of
from tests.hostile.cases.vectors_links import SIZE, TO_PIXELS
from tests.hostile.cases.vectors_work import drawing, filtered
from tests.hostile.cases.vectors_xml import SVG, with_many_attributes

DRAWINGS: tuple[tuple[str, str, Make], ...] = (
    (
        "H036",
        "references that never end",
        bytes_of(drawing(f'<rect {SIZE} fill="{"url(#a" * 25_000}"/>')),
    ),
    (
        "H036",
        "turbulence of 200,000 octaves",
        bytes_of(drawing(filtered('<feTurbulence baseFrequency="0.1" numOctaves="200000"/>'))),
    ),
    ("H037", "a width of 40,000 digits", bytes_of(drawing("", f'width="{"1" * 40_000}%"'))),
    ("H047", "120,000 attributes", partial(with_many_attributes, root=SVG)),
)

CASES = tuple(
    Case(
        id=id,
        what=f"an SVG with {what}",
        tool="image-convert",
        name="endless.svg",
        options=TO_PIXELS,
        make=make,
        expect=("input_limit", "input_corrupt", "completed"),
        seconds=10,
    )
    for id, what, make in DRAWINGS
)
