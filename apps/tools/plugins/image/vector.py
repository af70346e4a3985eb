"""Draws SVG with resvg, as large as it is wanted: its lines stay sharp where pixels would be scaled."""

import re
from math import isfinite
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image.picture import Picture, reading
from apps.tools.plugins.image.svg_document import SVG, make_harmless, parse

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pyvips import Image

CSS_DPI = 96.0
_UNITS = {
    "": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72,
    "pc": 16.0, "em": 16.0, "rem": 16.0, "ex": 8.0,
}  # fmt: skip
"""CSS pixels in each; a font is 16 of them high."""
_LENGTH = re.compile(r"\s*\+?((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)
_LONGEST_LENGTH = 64
"""Characters; the pattern takes long to see that thousands of spaces are none."""
_UNSIZED = (300.0, 150.0)
"""What browsers give a drawing that says nothing of its size."""
_TEXTS = frozenset({"text", "tspan", "textPath"})


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:
    """The size in pixels at so many dots per inch; a drawing's own pixel is 1/96 inch."""
    root = parse(source)
    notes = make_harmless(root, source)
    width, height = _size(root, source)
    scale = dpi / CSS_DPI
    return Picture(
        source=source,
        width=_pixels(width * scale),
        height=_pixels(height * scale),
        frame=frame,
        scalable=True,
        notes=notes,
    )


def _pixels(side: float) -> int:
    return max(1, round(side))


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """The drawing in exactly this size, transparent where nothing is drawn."""
    import pyvips
    import resvg_py
    from lxml import etree

    source = picture.source
    root = parse(source)
    make_harmless(root, source)
    texts = any(str(part.tag).rpartition("}")[2] in _TEXTS for part in root.iter("*"))
    framed = etree.tostring(_framed(root, size, source), encoding="unicode")
    with reading(source):
        png = resvg_py.svg_to_bytes(svg_string=framed, skip_system_fonts=not texts)
        pyvips.operation_block_set("VipsForeignLoad", True)  # noqa: FBT003 - positional only
        pyvips.operation_block_set("VipsForeignLoadPng", False)  # noqa: FBT003
        return pyvips.Image.pngload_buffer(png)


def _size(root: "_Element", source: ToolInput) -> tuple[float, float]:
    """Its width and height in CSS pixels; what is missing follows from the view box."""
    box = _view_box(root)
    natural = (box[2], box[3]) if box else _UNSIZED
    width, height = _length(root.get("width")), _length(root.get("height"))
    if box and width and not height:
        height = width * natural[1] / natural[0]
    if box and height and not width:
        width = height * natural[0] / natural[1]
    size = (width or natural[0], height or natural[1])
    with reading(source):
        if not all(isfinite(side) and side > 0 for side in size):
            raise ValueError("The drawing has no size.")
    return size


def _length(text: str | None) -> float | None:
    """CSS pixels; None for what is relative to a page that is not there, such as 100 %."""
    match = _LENGTH.fullmatch(text or "") if len(text or "") <= _LONGEST_LENGTH else None
    unit = _UNITS.get(match[2].lower()) if match else None
    return float(match[1]) * unit if match and unit else None


def _view_box(root: "_Element") -> tuple[float, float, float, float] | None:
    try:
        left, top, width, height = map(float, re.split(r"[\s,]+", (root.get("viewBox") or "").strip()))
    except ValueError:
        return None
    return (
        (left, top, width, height)
        if isfinite(width) and isfinite(height) and min(width, height) > 0
        else None
    )


def _framed(root: "_Element", size: tuple[int, int], source: ToolInput) -> "_Element":
    """The drawing inside one of the wanted size, so that it keeps its own view box and proportions rules."""
    from lxml import etree

    width, height = _size(root, source)
    for element in root.iter("*"):
        if "}" not in str(element.tag):
            # Some drawings forget to say that they are SVG; browsers do not mind in a page.
            element.tag = f"{SVG}{element.tag}"
    frame = etree.Element(f"{SVG}svg")
    frame.set("width", str(size[0]))
    frame.set("height", str(size[1]))
    frame.set("viewBox", f"0 0 {width!r} {height!r}")
    frame.set("preserveAspectRatio", "none")
    for name in {"x", "y"} & set(root.attrib):
        del root.attrib[name]
    root.set("width", repr(width))
    root.set("height", repr(height))
    frame.append(root)
    return frame
