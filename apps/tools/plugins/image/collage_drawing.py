"""Draws the sheet of a collage: each picture is decoded no larger than its cell."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from apps.tools.base import ToolOutput, ToolRun
from apps.tools.plugins.image.collage_layout import Cell, lay_out
from apps.tools.plugins.image.collage_options import ImageCollageOptions
from apps.tools.plugins.image.edit_options import channels
from apps.tools.plugins.image.editing import decode_sized
from apps.tools.plugins.image.encoding import Encoding, encode, failed_to_write, refuse_side
from apps.tools.plugins.image.lettering import draw_text
from apps.tools.plugins.image.limits import refuse_size
from apps.tools.plugins.image.loading import Picture, raise_scarcity, read_picture
from apps.tools.plugins.image.pixels import from_pillow, to_pillow

if TYPE_CHECKING:
    from PIL import Image

_LETTERS_PER_CELL = 0.06
_SMALLEST_LETTERS, _LARGEST_LETTERS = 10, 32
_MAX_PIXELS = 100_000_000
"""Of the sheet: it lies in memory while it is drawn."""
_BRIGHT = 128


def draw_sheet(run: ToolRun[ImageCollageOptions]) -> ToolOutput:
    """Write the collage; raises InvalidInputError when it would be too large."""
    import pyvips
    from PIL import Image

    options, pictures = run.options, [read_picture(source) for source in run.inputs]
    letters = min(_LARGEST_LETTERS, max(_SMALLEST_LETTERS, round(options.side * _LETTERS_PER_CELL)))
    caption = letters * 2 if options.captions else 0
    sheet = lay_out([(one.width, one.height) for one in pictures], options=options, caption=caption)
    refuse_size("The collage", width=sheet.width, height=sheet.height, frames=1, pixels=_MAX_PIXELS)
    refuse_side(width=sheet.width, height=sheet.height, format=options.output_format)
    canvas = Image.new("RGB", (sheet.width, sheet.height), options.background)
    for done, (picture, cell) in enumerate(zip(pictures, sheet.cells, strict=True)):
        run.progress(done / len(pictures), f"picture {done + 1} of {len(pictures)}")
        canvas.paste(_decoded(picture, cell, background=options.background), (cell.left, cell.top))
        if options.captions:
            _name(canvas, picture, cell, letters=letters, background=options.background)
    encoding = Encoding(
        format=options.output_format,
        quality=options.quality,
        lossless=False,
        background=options.background,
        metadata="none",
    )
    path = run.output_path(options.output_format)
    try:
        encode(from_pillow(canvas), path=path, encoding=encoding)
    except pyvips.Error as error:
        raise_scarcity(error)
        raise failed_to_write(encoding) from error
    claims = {"width": sheet.width, "height": sheet.height}
    moving = [
        f"Of '{one.source.name}', only the first picture is shown." for one in pictures if one.frames > 1
    ]
    name = f"collage.{options.output_format}"
    return run.write(path, format=options.output_format, name=name, claims=claims, notes=moving)


def _decoded(picture: Picture, cell: Cell, *, background: str) -> "Image.Image":
    image = decode_sized(picture, sizing=cell.sizing).colourspace("srgb")
    image = image.flatten(background=channels(background)) if image.hasalpha() else image
    return to_pillow(image.cast("uchar"))


def _name(canvas: "Image.Image", picture: Picture, cell: Cell, *, letters: int, background: str) -> None:
    """The file's name without its extension, in black or white, whichever can be read."""
    stem = PurePath(picture.source.name).stem
    mask = to_pillow(draw_text(stem, height=letters, longest=max(1, cell.width - 8)))
    ink = 0 if sum(channels(background)) / 3 >= _BRIGHT else 255
    left = cell.left + (cell.sizing.width - mask.width) // 2
    canvas.paste((ink,) * 3, (left, cell.floor + letters // 4), mask)
