"""Develops what cameras write, with LibRaw: white as the camera saw it, sRGB, 16 bits a channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image.picture import Picture, reading
from apps.tools.plugins.image.pixels import from_bytes

if TYPE_CHECKING:
    from pyvips import Image
    from rawpy import RawPy

FORMATS_READ = ("dng", "cr2", "nef", "arw", "orf", "raf", "rw2", "pef")
_LYING = frozenset({5, 6})
"""How LibRaw says that the camera was turned by a quarter."""
_SRGB_GAMMA = (2.4, 12.92)
"""Its power, and the slope of its beginning."""


@contextmanager
def _opened(source: ToolInput) -> "Iterator[RawPy]":
    import rawpy

    with reading(source):
        try:
            # A file object would be read by its name again: LibRaw gets the path itself.
            with rawpy.imread(str(source.path)) as raw:
                yield raw
        except rawpy.LibRawError as error:
            raise ValueError(str(error)) from error


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:  # noqa: ARG001 - has pixels
    """The size of the developed picture, upright."""
    with _opened(source) as raw:
        sizes = raw.sizes
    width, height = sizes.iwidth, sizes.iheight
    if min(width, height) < 1:
        with reading(source):
            raise ValueError("There are no pixels.")
    lying = sizes.flip in _LYING
    return Picture(
        source=source, width=height if lying else width, height=width if lying else height, frame=frame
    )


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """The developed picture; in half its size, which is four times as fast, where that is enough."""
    half = picture.width >= 2 * size[0] and picture.height >= 2 * size[1]
    with _opened(picture.source) as raw:
        pixels = raw.postprocess(use_camera_wb=True, output_bps=16, gamma=_SRGB_GAMMA, half_size=half)
    height, width, bands = pixels.shape
    return from_bytes(pixels.tobytes(), size=(width, height), bands=bands, deep=True)
