"""Where each picture of a collage goes: whole pixels, from the sizes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from apps.tools.plugins.image.collage_options import ImageCollageOptions
from apps.tools.plugins.image.sizing import Sizing, fit_size

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one picture goes, and what is done to it; its caption stands below `floor`."""

    sizing: Sizing
    left: int
    top: int
    floor: int
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole collage."""

    width: int
    height: int
    cells: tuple[Cell, ...]


def lay_out(sizes: Sequence[Size], *, options: ImageCollageOptions, caption: int) -> Sheet:
    """The sheet for pictures of these sizes; each has `caption` pixels below it for its name."""
    if options.layout == "grid":
        return _grid(sizes, options=options, caption=caption)
    return _strip(sizes, options=options, caption=caption)


def _grid(sizes: Sequence[Size], *, options: ImageCollageOptions, caption: int) -> Sheet:
    columns = min(len(sizes), options.columns or ceil(sqrt(len(sizes))))
    rows, gap, side = ceil(len(sizes) / columns), options.gap, options.side
    cells = []
    for number, (width, height) in enumerate(sizes):
        row, column = divmod(number, columns)
        sizing = fit_size(width=width, height=height, box_width=side, box_height=side, fit=options.fit)
        left, top = gap + column * (side + gap), gap + row * (side + caption + gap)
        across, down = (side - sizing.width) // 2, (side - sizing.height) // 2
        cells.append(Cell(sizing, left + across, top + down, top + side, side))
    return Sheet(
        width=gap + columns * (side + gap), height=gap + rows * (side + caption + gap), cells=tuple(cells)
    )


def _strip(sizes: Sequence[Size], *, options: ImageCollageOptions, caption: int) -> Sheet:
    """All as thick as the strip, enlarged if they must be: one edge runs through."""
    gap, side, lying = options.gap, options.side, options.layout == "row"
    cells, at = [], gap
    for width, height in sizes:
        scale = side / (height if lying else width)
        scaled = (max(1, round(width * scale)), max(1, round(height * scale)))
        scaled = (scaled[0], side) if lying else (side, scaled[1])
        left, top = (at, gap) if lying else (gap, at)
        cells.append(Cell(Sizing(scaled, *scaled), left, top, top + scaled[1], scaled[0]))
        at += gap + (scaled[0] if lying else scaled[1] + caption)
    across = side + 2 * gap + (caption if lying else 0)
    return Sheet(at, across, tuple(cells)) if lying else Sheet(side + 2 * gap, at, tuple(cells))
