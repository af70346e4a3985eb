"""Draws the modules of a barcode, and its text, as SVG and as PNG."""

from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from apps.tools.plugins.image.barcode_encoding import Modules
from apps.tools.plugins.image.edit_options import channels

if TYPE_CHECKING:
    from PIL import Image

_TEXT_HEIGHT = 10
"""Of the line below the bars, in modules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A barcode to draw: lengths in modules, of which each has `module` pixels."""

    modules: Modules
    module: int
    margin: int
    text: str
    foreground: str
    background: str | None

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return (len(self.modules[0]) + 2 * self.margin) * self.module

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        lettering = _TEXT_HEIGHT if self.text else 0
        return (len(self.modules) + 2 * self.margin + lettering) * self.module


def to_svg(drawing: Drawing) -> str:
    """One path of rectangles; equal rows below each other are one."""
    module, width, height = drawing.module, drawing.width, drawing.height
    parts, top = [], drawing.margin
    for row, same in groupby(drawing.modules):
        rows, left = len(list(same)), drawing.margin
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                parts.append(
                    f"M{left * module} {top * module}h{length * module}v{rows * module}h-{length * module}z"
                )
            left += length
        top += rows
    ground = f'<rect width="{width}" height="{height}" fill="{drawing.background}"/>'
    lettering = (
        f'<text x="{width // 2}" y="{(top + _TEXT_HEIGHT * 3 // 4) * module}" text-anchor="middle" '
        f'font-family="monospace" font-size="{_TEXT_HEIGHT * 3 // 4 * module}" fill="{drawing.foreground}">'
        f"{escape(drawing.text)}</text>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" shape-rendering="crispEdges">'
        f"{ground if drawing.background else ''}"
        f'<path fill="{drawing.foreground}" d="{"".join(parts)}"/>{lettering if drawing.text else ""}</svg>\n'
    )


def to_png(drawing: Drawing) -> bytes:
    """The same as pixels; the letters are smooth, the bars are not."""
    from PIL import Image

    ink = Image.new("L", (drawing.width, drawing.height), 0)
    across, down = len(drawing.modules[0]), len(drawing.modules)
    bits = bytes(255 if dark else 0 for row in drawing.modules for dark in row)
    code = Image.frombytes("L", (across, down), bits)
    scaled = code.resize((across * drawing.module, down * drawing.module), Image.Resampling.NEAREST)
    ink.paste(scaled, (drawing.margin * drawing.module,) * 2)
    if drawing.text:
        _write_below(ink, drawing)
    paper = (*channels(drawing.background or "#ffffff"), 255 if drawing.background else 0)
    picture = Image.new("RGBA", ink.size, paper)
    picture.paste((*channels(drawing.foreground), 255), mask=ink)
    saved = BytesIO()
    (picture.convert("RGB") if drawing.background else picture).save(saved, "PNG", optimize=True)
    return saved.getvalue()


def _write_below(ink: "Image.Image", drawing: Drawing) -> None:
    from PIL import Image

    from apps.tools.plugins.image.lettering import draw_text

    line = _TEXT_HEIGHT * drawing.module
    letters = draw_text(drawing.text, height=line * 3 // 5, longest=drawing.width - 8)
    mask = Image.frombytes("L", (letters.width, letters.height), letters.write_to_memory())
    top = (len(drawing.modules) + drawing.margin) * drawing.module
    ink.paste(mask, ((drawing.width - mask.width) // 2, top + max(0, (line - mask.height) // 2)))
