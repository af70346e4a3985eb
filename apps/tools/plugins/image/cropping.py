"""Finds the box that a crop keeps; nothing is cut that the picture does not have."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.crop_options import CropBox, CropRatio, CropSize
from apps.tools.plugins.image.edit_options import offset

if TYPE_CHECKING:
    from pyvips import Image


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


def find_box(image: "Image", area: CropBox | CropRatio | CropSize) -> Box:
    """The part that is kept, the same one of every frame; raises InvalidInputError if it lies outside."""
    width, height = image.width, image.get_page_height()
    if isinstance(area, CropBox):
        box = Box(area.left, area.top, area.width, area.height)
        _refuse_outside(box, width=width, height=height)
        return box
    wanted = _largest(width, height, ratio=area) if isinstance(area, CropRatio) else (area.width, area.height)
    _refuse_outside(Box(0, 0, *wanted), width=width, height=height)
    if area.focus in {"attention", "entropy"}:
        first = image.crop(0, 0, width, height)
        # libvips says where it cut by where the old corner now lies: left and above, so negative.
        found = first.smartcrop(*wanted, interesting=area.focus)
        return Box(-found.xoffset, -found.yoffset, *wanted)
    room = (width - wanted[0], height - wanted[1])
    return Box(*offset(area.focus, room=room), *wanted)


def _largest(width: int, height: int, *, ratio: CropRatio) -> tuple[int, int]:
    across, down = ratio.across, ratio.down
    if width * down > height * across:
        return max(1, round(height * across / down)), height
    return width, max(1, min(height, round(width * down / across)))


def _refuse_outside(box: Box, *, width: int, height: int) -> None:
    if box.left + box.width > width or box.top + box.height > height:
        raise InvalidInputError(
            f"The part of {box.width} x {box.height} pixels at {box.left}, {box.top} does not lie within the "
            f"picture, which is {width} x {height} when upright. Choose a smaller one.",
            code="input_not_allowed",
        )
