"""Reads JPEG XL: its size from the header's bits, as the decoder's binding gives all or nothing."""

from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image.picture import Picture, reading
from apps.tools.plugins.image.pillow_reading import opened
from apps.tools.plugins.image.pixels import from_pillow
from apps.tools.verification.jxl_header import read_jxl_header

if TYPE_CHECKING:
    from pyvips import Image


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:  # noqa: ARG001 - has pixels
    """The upright size, and whether there is more in the file than the one picture that is decoded."""
    with reading(source):
        header = read_jxl_header(source.path)
    notes = ("Only the first frame of this animated JPEG XL was converted.",) if header.animated else ()
    # Whatever the file says of its colours, the decoder says it by a profile.
    return Picture(
        source=source, width=header.width, height=header.height, frame=frame, profile=True, notes=notes
    )


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """The first frame, 8 bits a channel, or 16 when it is grey."""
    import pillow_jxl  # noqa: F401 - makes Pillow know the format
    from PIL import ImageOps

    with opened(picture.source) as image:
        # A JPEG that was packed into the file comes out as it was; anything else is upright already.
        return from_pillow(ImageOps.exif_transpose(image) if getattr(image, "jpeg", False) else image)
