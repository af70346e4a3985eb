"""The formats of the long tail, each read by the one plugin of Pillow that is named for it."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.image.limits import MAX_WHOLE_PIXELS
from apps.tools.plugins.image.picture import Picture, reading
from apps.tools.plugins.image.pixels import from_pillow
from apps.tools.verification.image import READERS

if TYPE_CHECKING:
    from PIL import ImageFile
    from pyvips import Image

FORMATS_READ = (
    "bmp", "ico", "icns", "tga", "ppm", "pgm", "pbm", "pcx", "sgi", "jp2", "dds", "im", "msp", "xbm",
    "xpm",
)  # fmt: skip
_STUMBLES = (
    EOFError, LookupError, ArithmeticError, TypeError, RuntimeError, AssertionError, struct.error,
)  # fmt: skip
"""What Pillow's plugins raise besides OSError and ValueError where a file is not as they expect."""
_MAX_ICONS = 1_000
_BLUE_FIRST, _RED_FIRST = (0xFF_0000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF_0000)
_DDS_LAYOUTS = {
    (24, _BLUE_FIRST): "BGR",
    (24, _RED_FIRST): "RGB",
    (32, _BLUE_FIRST): "BGRX",
    (32, _RED_FIRST): "RGBX",
    (32, (*_BLUE_FIRST, 0xFF00_0000)): "BGRA",
    (32, (*_RED_FIRST, 0xFF00_0000)): "RGBA",
}
"""Pillow's names of how pixels lie in memory, by their bits and the masks of their channels."""


@contextmanager
def opened(source: ToolInput) -> "Iterator[ImageFile.ImageFile]":
    """The file, opened by its own plugin only; raises InvalidInputError for what is damaged or too large."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_WHOLE_PIXELS
    with reading(source), warnings.catch_warnings(action="ignore"):
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(source.path, formats=[READERS[source.format]]) as image:
                yield image
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise InvalidInputError(
                f"'{source.name}' unpacks to more than the {MAX_WHOLE_PIXELS / 1e6:.0f} megapixels that are "
                "allowed.",
                code="input_limit",
            ) from error
        except _STUMBLES as error:
            raise ValueError(str(error)) from error


def read_first_frame(source: ToolInput) -> None:
    """Decode that of a GIF for nothing but to know that it is whole; raises InvalidInputError.

    Pillow makes the whole screen, which may be far larger than its pictures: then nothing is decoded.
    """
    with source.path.open("rb") as file:
        width, height = struct.unpack("<HH", file.read(10)[6:])
    if width * height <= MAX_WHOLE_PIXELS:
        with opened(source) as image:
            image.load()


def header_of(source: ToolInput, *, frame: int, frames: int = 1, notes: tuple[str, ...] = ()) -> Picture:
    """The size and colours that Pillow finds in the header."""
    with opened(source) as image:
        if min(image.size) < 1:
            raise ValueError("There are no pixels.")
        return Picture(
            source=source,
            width=image.width,
            height=image.height,
            frames=frames,
            frame=frame,
            cmyk=image.mode == "CMYK",
            profile=bool(image.info.get("icc_profile")),
            notes=notes,
        )


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:  # noqa: ARG001 - has pixels
    """The header; of an icon, that of its largest picture."""
    notes: tuple[str, ...] = ()
    if source.format == "ico":
        _refuse_many_icons(source)
    if source.format in {"ico", "icns"}:
        with opened(source) as image:
            sizes = len(image.info["sizes"])
        if sizes > 1:
            notes = (f"The largest of the {sizes} pictures in the icon was taken.",)
    return header_of(source, frame=frame, notes=notes)


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """The picture as Pillow decodes it."""
    with opened(picture.source) as image:
        _read_rows_at_once(image)
        image.load()
        decoded = from_pillow(image)
    # In an X bitmap a set bit is ink; Pillow takes it for light.
    return decoded.invert() if picture.source.format == "xbm" else decoded


def _read_rows_at_once(image: "ImageFile.ImageFile") -> None:
    """Pillow takes the plain colours of a DDS apart in Python, three seconds for a megapixel."""
    for number, tile in enumerate(image.tile):
        if tile.codec_name != "dds_rgb" or not isinstance(tile.args, tuple):
            continue
        if layout := _DDS_LAYOUTS.get(tile.args):
            image.tile[number] = tile._replace(codec_name="raw", args=(layout, 0, 1))


def _refuse_many_icons(source: ToolInput) -> None:
    with source.path.open("rb") as file:
        count = int.from_bytes(file.read(6)[4:], "little")
    if count > _MAX_ICONS:
        raise InvalidInputError(
            f"'{source.name}' claims {count} pictures; at most {_MAX_ICONS} are allowed.", code="input_limit"
        )
