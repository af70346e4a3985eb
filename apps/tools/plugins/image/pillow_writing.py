"""Writes the formats that libvips does not, by Pillow."""

from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.image.pixels import to_pillow
from apps.tools.verification.image import READERS

if TYPE_CHECKING:
    from PIL import Image as Pillow
    from pyvips import Image

_BEST_DECIBELS, _DECIBELS_PER_STEP = 50.0, 0.25
"""JPEG 2000 is told how near to the original to stay: 46 dB at quality 85, 25 at 1, as JPEG is then."""
_TINY = 64 * 64
"""Pixels; OpenJPEG misjudges how near it is to so few of them, and without loss they take no more room."""
_MOST_RESOLUTIONS = 6
_JXL_EFFORT = 4
"""Of 1 to 9: twice as fast as 7, for 3 % more bytes."""


def write(image: "Image", path: Path, *, format: str, quality: int | None, exif: bytes | None) -> None:
    """Write an image that suits the format; without a quality it is lossless, where it could be either."""
    picture = to_pillow(image)
    if format == "jxl":
        import pillow_jxl  # noqa: F401 - makes Pillow know the format
    if format == "pbm":
        # Pillow spreads the difference to the neighbours: from afar, greys stay.
        picture = picture.convert("1")
    picture.save(path, format=READERS[format], **_options(picture, format=format, quality=quality, exif=exif))


def _options(
    picture: "Pillow.Image", *, format: str, quality: int | None, exif: bytes | None
) -> dict[str, Any]:
    if format == "tga":
        return {"compression": "tga_rle"}
    if format == "jxl":
        chosen = {"lossless": True} if quality is None else {"quality": quality}
        return chosen | {"effort": _JXL_EFFORT, "exif": exif, "use_container": bool(exif)}
    if format == "jp2":
        levels = min(_MOST_RESOLUTIONS, 1 + int(log2(min(picture.size))))
        if quality is None or picture.width * picture.height <= _TINY:
            return {"num_resolutions": levels}
        decibels = _BEST_DECIBELS - _DECIBELS_PER_STEP * (100 - quality)
        lossy = {"irreversible": True, "quality_mode": "dB", "quality_layers": [decibels]}
        return lossy | {"num_resolutions": levels}
    return {}
