"""Makes a watermark, and decides where on a page it goes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from apps.tools.base import ToolRun
from apps.tools.plugins.pdf.embedding import embed_picture
from apps.tools.plugins.pdf.lettering import set_texts
from apps.tools.plugins.pdf.placement import shown_size
from apps.tools.plugins.pdf.stamping import (
    Drawing,
    Spot,
    centre_of,
    drawing_of,
    extent,
    matrix_for,
)
from apps.tools.plugins.pdf.watermark_options import PdfWatermarkOptions

if TYPE_CHECKING:
    from pikepdf import Matrix, Page, Pdf

_LETTERS = 48
"""Points; the drawing is scaled to the size wanted."""
_MOST_TILES = 2_000
_GAP = 0.35
"""Between tiles, of their own size."""


def make_watermark(pdf: "Pdf", run: ToolRun[PdfWatermarkOptions]) -> Drawing:
    """The text or the picture that the run was given, as a part of the document."""
    options = run.options
    if options.text is None:
        return embed_picture(pdf, run.inputs[1]).drawing
    drawn = set_texts([options.text], size=_LETTERS, colour=options.colour, face=options.font)
    return drawing_of(pdf, drawn.pages[0])


def places_for(page: "Page", drawing: Drawing, options: PdfWatermarkOptions) -> "list[Matrix]":
    """Where the drawing goes on a page: once, or all over it; never larger than the page."""
    width, height = shown_size(page)
    scale = width * options.size / 100 / drawing.width
    across, along = extent(drawing, scale=scale, turn=options.rotation)
    if options.position == "tiled":
        spot = Spot(scale=scale, turn=options.rotation)
        centres = list(_tile(width, height, across=across * (1 + _GAP), along=along * (1 + _GAP)))
        return [matrix_for(page, drawing, spot, centre) for centre in centres[:_MOST_TILES]]
    room = min(1, width / across, height / along)
    spot = Spot(position=options.position, margin=options.margin, scale=scale * room, turn=options.rotation)
    return [matrix_for(page, drawing, spot, centre_of(page, drawing, spot))]


def _tile(width: float, height: float, *, across: float, along: float) -> Iterator[tuple[float, float]]:
    """Centres of tiles in rows, every other one shifted, so that no straight path is left free."""
    row, y = 0, along / 2
    while y - along / 2 < height:
        x = across / 2 - (across / 2 if row % 2 else 0)
        while x - across / 2 < width:
            yield x, y
            x += across
        row, y = row + 1, y + along
