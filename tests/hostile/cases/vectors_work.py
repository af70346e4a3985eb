"""Drawings that run, are endless work to draw, or larger than anything."""

import gzip
from pathlib import Path

from tests.hostile.case import Case, Lures, bytes_of
from tests.hostile.cases.vectors_links import NAMESPACES, SIZE, TO_PIXELS

RUNS = {
    "a script": "<script>alert(1)</script><script xlink:href='data:text/javascript,alert(1)'/>",
    "a handler": f'<rect {SIZE} fill="none" onload="alert(1)"/>',
    "a page": '<foreignObject width="40" height="40"><body xmlns="http://www.w3.org/1999/xhtml">'
    '<iframe src="file:///etc/passwd"/></body></foreignObject>',
    "a link": f'<a href="javascript:alert(1)"><rect {SIZE} fill="none"/></a>',
    "an animation": f'<rect {SIZE} fill="none"><set attributeName="href" to="javascript:alert(1)"/></rect>',
}


def drawing(body: str, attributes: str = SIZE) -> bytes:
    """An SVG that is white where the body draws nothing."""
    return f'<svg {NAMESPACES} {attributes}><rect {SIZE} fill="#fff"/>{body}</svg>'.encode()


def _uses(levels: int) -> str:
    """Each group uses the one before ten times."""
    groups = '<g id="g0"><rect width="1" height="1"/></g>'
    for level in range(1, levels):
        groups += f'<g id="g{level}">' + f'<use href="#g{level - 1}"/>' * 10 + "</g>"
    return f'<defs>{groups}</defs><use href="#g{levels - 1}"/>'


def _patterns(levels: int) -> str:
    patterns = "".join(
        f'<pattern id="p{level}" width="1" height="1">'
        + f'<rect width="1" height="1" fill="url(#p{level + 1})"/>' * 10
        + "</pattern>"
        for level in range(levels)
    )
    return f'<defs>{patterns}</defs><rect {SIZE} fill="url(#p0)"/>'


def filtered(effect: str) -> str:
    """A part of a drawing that this effect is applied to."""
    return f'<filter id="f">{effect}</filter><rect {SIZE} filter="url(#f)"/>'


def _filled(pattern: str) -> str:
    return f'<pattern id="p" patternUnits="userSpaceOnUse" {pattern}</pattern><rect {SIZE} fill="url(#p)"/>'


WORK = {
    "uses a part a billion times": (_uses(10), ("input_limit",)),
    "uses itself": ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', ("input_corrupt",)),
    "has 200,001 parts": ("<rect/>" * 200_001, ("input_limit",)),
    "has patterns within patterns": (_patterns(9), ("input_limit",)),
    "has dashes of nearly nothing": (
        '<path d="M0 20H40" stroke="#000" stroke-width="9" stroke-dasharray="1e-7"/>',
        ("completed",),
    ),
    "has a pattern of nearly nothing": (
        _filled('width="1e-6" height="1e-6"><rect width="9" height="9"/>'),
        ("completed",),
    ),
    "blurs without end": (filtered('<feGaussianBlur stdDeviation="1e9"/>'), ("completed",)),
    "thickens without end": (
        filtered('<feMorphology operator="dilate" radius="1e6"/>'),
        ("completed",),
    ),
}
SIZES = {
    'width="1000000" height="1000000"': ("input_limit",),
    'width="20000" height="20000"': ("input_limit",),
    'width="1e300in" height="1e300in"': ("input_limit",),
    'width="1e999" height="1e999"': ("input_corrupt",),
    'viewBox="0 0 1e38 1e38"': ("input_limit",),
    'viewBox="NaN NaN NaN NaN"': ("completed",),
    'width="NaN" height="-1"': ("completed",),
}


def _squashed(path: Path, _: Lures) -> None:
    """64 MiB of spaces within a drawing."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(f"<svg {NAMESPACES}>".encode())
        for _number in range(64):
            file.write(b" " * 2**20)
        file.write(b"</svg>")


CASES = (
    *(
        Case(
            id="H036",
            what=f"an SVG that {what}",
            tool="image-convert",
            name="work.svg",
            options=TO_PIXELS,
            make=bytes_of(drawing(body)),
            expect=expect,
            seconds=10,
        )
        for what, (body, expect) in WORK.items()
    ),
    *(
        Case(
            id="H037",
            what=f"an SVG with {attributes}",
            tool="image-convert",
            name="size.svg",
            options=TO_PIXELS,
            make=bytes_of(drawing("", attributes)),
            expect=expect,
            seconds=10,
        )
        for attributes, expect in SIZES.items()
    ),
    *(
        Case(
            id="H038",
            what=f"an SVG of {element} nested {depth:,} deep",
            tool="image-convert",
            name="deep.svg",
            options=TO_PIXELS,
            make=bytes_of(drawing(f"<{element}>" * depth + f"</{element}>" * depth)),
            expect=("input_limit",),
        )
        for element in ("g", "svg")
        for depth in (200, 1_000, 200_000)
    ),
    *(
        Case(
            id="H039",
            what=f"an SVG with {what}",
            tool="image-convert",
            name="run.svg",
            options=TO_PIXELS,
            make=bytes_of(drawing(body)),
            expect=("completed",),
            absent=(b"alert(", b"root:"),
            output_format="ppm",
        )
        for what, body in RUNS.items()
    ),
    *(
        Case(
            id="H040",
            what=f"a zipped SVG of 64 MiB named {name}",
            tool="image-convert",
            name=name,
            options=TO_PIXELS,
            make=_squashed,
            expect=(code,),
        )
        for name, code in (("bomb.svg", "input_mismatch"), ("bomb.svgz", "input_not_allowed"))
    ),
)
