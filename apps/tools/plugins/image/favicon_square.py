"""One picture as a square of any size, each drawn from the whole picture and not from a smaller one."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from apps.tools.base import ToolInput
from apps.tools.plugins.image.editing import decode_sized
from apps.tools.plugins.image.loading import Picture, read_picture
from apps.tools.plugins.image.sizing import fit_size
from apps.tools.plugins.image.vector import CSS_DPI

if TYPE_CHECKING:
    from pyvips import Image

_LARGEST = 1024
"""The picture is kept in this size, twice that of the largest icon."""


def read_large(source: ToolInput) -> Picture:
    """The picture; a drawing, which is sharp in any size, as large as icons take."""
    picture = read_picture(source)
    if not picture.scalable:
        return picture
    return read_picture(source, dpi=CSS_DPI * _LARGEST / max(picture.width, picture.height))


@dataclass(slots=True)
class Square:
    """A picture, decoded once and no larger than icons take."""

    picture: Picture
    fit: Literal["contain", "cover"]
    _whole: "Image | None" = field(default=None, init=False)

    def of_side(self, side: int) -> "Image":
        """The icon in sRGB with transparency, enlarged if it must be."""
        whole = self._decoded()
        ratios = (side / whole.width, side / whole.height)
        ratio = max(ratios) if self.fit == "cover" else min(ratios)
        width, height = (max(1, round(length * ratio)) for length in (whole.width, whole.height))
        scaled = whole.thumbnail_image(width, height=height, size="force")
        if self.fit == "cover":
            return scaled.crop((width - side) // 2, (height - side) // 2, side, side)
        left, top = (side - width) // 2, (side - height) // 2
        return scaled.embed(left, top, side, side, extend="background", background=[0, 0, 0, 0])

    def _decoded(self) -> "Image":
        if self._whole is None:
            sizing = fit_size(
                width=self.picture.width,
                height=self.picture.height,
                box_width=_LARGEST,
                box_height=_LARGEST,
                fit="contain",
            )
            image = decode_sized(self.picture, sizing=sizing).colourspace("srgb").cast("uchar")
            self._whole = image if image.hasalpha() else image.addalpha()
        return self._whole
