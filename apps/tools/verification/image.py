"""Is this output a picture of its format? Never the writer's library looks; no pixel is decoded."""

import struct
import warnings
from pathlib import Path

from apps.tools.verification import svg
from apps.tools.verification.check import OutputInvalidError
from apps.tools.verification.jxl_header import read_jxl_header
from apps.tools.verification.png_frames import count_frames
from apps.tools.verification.raster_headers import HEAD_SIZE, HEADERS, png_size

READERS = {
    "jpg": "JPEG",
    "png": "PNG",
    "apng": "PNG",
    "webp": "WEBP",
    "avif": "AVIF",
    "heic": "HEIF",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
    "ico": "ICO",
    "icns": "ICNS",
    "tga": "TGA",
    "ppm": "PPM",
    "pgm": "PPM",
    "pbm": "PPM",
    "pcx": "PCX",
    "sgi": "SGI",
    "jp2": "JPEG2000",
    "jxl": "JXL",
    "qoi": "QOI",
    "dds": "DDS",
    "im": "IM",
    "msp": "MSP",
    "xbm": "XBM",
    "xpm": "XPM",
}
"""Pillow's name of the one reader that may open a format."""
_BY_PILLOW = frozenset({"jpg", "png", "webp", "avif", "heic", "gif", "tiff"})
"""What libvips writes."""


def inspect(path: Path, format: str) -> dict[str, float]:
    """Its width, height and number of frames; raises OutputInvalidError when it does not open."""
    if format == "svg":
        return svg.inspect(path)
    try:
        if format in _BY_PILLOW:
            return _inspect_with_pillow(path, format)
        width, height, frames = _read_header(path, format)
    except (OSError, SyntaxError, ValueError, struct.error, Warning) as error:
        raise OutputInvalidError(f"The tool's output does not open as a {format} picture.") from error
    return {"width": width, "height": height, "frames": frames}


def _read_header(path: Path, format: str) -> tuple[int, int, int]:
    if format == "jxl":
        header = read_jxl_header(path)
        return header.width, header.height, 1
    with path.open("rb") as file:
        head = file.read(HEAD_SIZE)
    if format == "apng":
        return *png_size(head), count_frames(path)[0]
    if format not in HEADERS:
        raise OutputInvalidError(f"Nothing here can check a {format} picture.")
    # An icon's pictures may lie far behind its beginning.
    data = path.read_bytes() if format in {"ico", "icns"} else head
    return *HEADERS[format](data, path.stat().st_size), 1


def _inspect_with_pillow(path: Path, format: str) -> dict[str, float]:
    from PIL import Image

    if format == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    # Nothing is decoded here, and the tool that wrote the picture has limits of its own.
    Image.MAX_IMAGE_PIXELS = None
    with (
        warnings.catch_warnings(action="error"),
        Image.open(path, formats=[READERS[format]]) as picture,
    ):
        frames = getattr(picture, "n_frames", 1)
        return {"width": picture.width, "height": picture.height, "frames": frames}
