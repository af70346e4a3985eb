"""Is this output a picture of its format? Pillow looks, since libvips wrote it; no pixel is decoded."""

import warnings
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

READERS = {
    "jpg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "avif": "AVIF",
    "heic": "HEIF",
    "gif": "GIF",
    "tiff": "TIFF",
    "bmp": "BMP",
}
"""Pillow's name of the one reader that may open a format."""


def inspect(path: Path, format: str) -> dict[str, float]:
    """Its width, height and number of frames; raises OutputInvalidError when it does not open."""
    from PIL import Image

    if format not in READERS:
        raise OutputInvalidError(f"Nothing here can check a {format} picture.")
    if format == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    # Nothing is decoded here, and the tool that wrote the picture has limits of its own.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with (
            warnings.catch_warnings(action="error"),
            Image.open(path, formats=[READERS[format]]) as picture,
        ):
            frames = getattr(picture, "n_frames", 1)
            return {"width": picture.width, "height": picture.height, "frames": frames}
    except (OSError, SyntaxError, ValueError, Warning) as error:
        raise OutputInvalidError(f"The tool's output does not open as a {format} picture.") from error
