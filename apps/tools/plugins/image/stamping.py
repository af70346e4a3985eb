"""Makes the mark of a watermark, and lays it over pictures."""

from typing import TYPE_CHECKING

from apps.tools.base import ToolInput, ToolRun
from apps.tools.plugins.image.edit_options import channels, offset
from apps.tools.plugins.image.editing import decode_whole
from apps.tools.plugins.image.lettering import draw_text
from apps.tools.plugins.image.loading import read_picture
from apps.tools.plugins.image.turning import turn_pixels
from apps.tools.plugins.image.watermark_options import ImageWatermarkOptions

if TYPE_CHECKING:
    from pyvips import Image

_LARGEST_LETTERS = 2_000
"""Pixels; text that is to be wider is enlarged."""
_DEEPER = 257
"""How much larger a 16-bit value is than the 8-bit one for the same colour."""


def overlay_of(run: ToolRun[ImageWatermarkOptions]) -> ToolInput | None:
    """The picture to lay over the other, if one was given."""
    return next((file for file in run.inputs if file.role == "overlay"), None)


def make_mark(
    options: ImageWatermarkOptions, *, overlay: ToolInput | None, picture: tuple[int, int]
) -> "Image":
    """The text or the overlay in its size, turned and as clear as asked, in sRGB with opacity."""
    wide = max(1, picture[0] * options.scale // 100)
    if overlay:
        mark = _scaled(_decoded(overlay), wide=wide, high=picture[1])
    else:
        mark = _scaled(_lettered(options, wide=wide), wide=wide, high=picture[1])
    if options.angle:
        mark = turn_pixels(mark, turn="angle", flip="none", angle=options.angle, corners=None)
        mark = _scaled(mark, wide=picture[0], high=picture[1], enlarge=False)
    colours, opacity = mark.extract_band(0, n=3), mark[3] * (options.opacity / 100)
    return colours.bandjoin(opacity.rint().cast("uchar")).copy(interpretation="srgb").copy_memory()


def stamp(frame: "Image", mark: "Image", *, options: ImageWatermarkOptions) -> "Image":
    """A frame with the mark on it; what was opaque, or deep, stays so."""
    gap = frame.width * options.margin // 100
    if options.tile:
        layer, across, down = _tiled(mark, gap=gap, width=frame.width, height=frame.height), 0, 0
    else:
        gap = min(gap, max(0, frame.width - mark.width) // 2, max(0, frame.height - mark.height) // 2)
        room = (frame.width - mark.width - 2 * gap, frame.height - mark.height - 2 * gap)
        layer, (across, down) = mark, (gap + side for side in offset(options.position, room=room))
    clear, deep = frame.hasalpha(), frame.format == "ushort"
    space = "rgb16" if deep else "srgb"
    if deep:
        layer = (layer * _DEEPER).cast("ushort").copy(interpretation=space)
    base = frame if frame.interpretation == space else frame.colourspace(space)
    stamped = base.composite2(layer, "over", x=across, y=down, compositing_space=space)
    return (stamped if clear else stamped.extract_band(0, n=3)).cast(frame.format)


def _lettered(options: ImageWatermarkOptions, *, wide: int) -> "Image":
    letters = draw_text(options.text or "", height=min(wide, _LARGEST_LETTERS), longest=wide)
    colour = (letters * 0).cast("uchar").bandjoin([(letters * 0).cast("uchar")] * 2) + channels(
        options.colour
    )
    return colour.cast("uchar").bandjoin(letters).copy(interpretation="srgb")


def _decoded(overlay: ToolInput) -> "Image":
    image = decode_whole(read_picture(overlay)).colourspace("srgb")
    return image if image.hasalpha() else image.addalpha()


def _scaled(mark: "Image", *, wide: int, high: int, enlarge: bool = True) -> "Image":
    """The mark as wide as asked, unless it would be higher than the picture."""
    ratio = min(wide / mark.width, high / mark.height)
    if not enlarge and ratio >= 1:
        return mark
    width, height = max(1, round(mark.width * ratio)), max(1, round(mark.height * ratio))
    if (width, height) == (mark.width, mark.height):
        return mark
    return mark.thumbnail_image(width, height=height, size="force")


def _tiled(mark: "Image", *, gap: int, width: int, height: int) -> "Image":
    across, down = mark.width + gap, mark.height + gap
    tile = mark.embed(gap // 2, gap // 2, across, down)
    return tile.replicate(width // across + 1, height // down + 1).crop(0, 0, width, height)
