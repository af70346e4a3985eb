"""Writes drawn pages as pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.TiffImagePlugin import AppendingTiffWriter

RasterFormat = Literal["png", "jpg", "webp", "avif", "tiff", "gif", "bmp"]
LABELS = {
    "png": "PNG",
    "jpg": "JPEG",
    "webp": "WebP",
    "avif": "AVIF",
    "tiff": "TIFF",
    "gif": "GIF",
    "bmp": "BMP",
}
TRANSPARENT = frozenset({"png", "webp", "avif", "tiff"})

_WRITERS = {
    "png": "PNG",
    "jpg": "JPEG",
    "webp": "WEBP",
    "avif": "AVIF",
    "tiff": "TIFF",
    "gif": "GIF",
    "bmp": "BMP",
}
_LONGEST_SIDE = {"jpg": 65_500, "webp": 16_383, "avif": 65_536, "gif": 65_535}
"""The sides that a format, or its encoder, cannot exceed."""


def longest_side(format: RasterFormat) -> int | None:
    """How many pixels a side may have, where the format says so."""
    return _LONGEST_SIDE.get(format)


def write_picture(picture: "Image", path: Path, *, format: RasterFormat, quality: int, dpi: int) -> None:
    """Write one page; the resolution goes with it, where the format has a place for it."""
    picture.save(path, format=_WRITERS[format], **_settings(format, quality=quality, dpi=dpi))


def _settings(format: RasterFormat, *, quality: int, dpi: int) -> dict[str, Any]:
    size: dict[str, Any] = {"dpi": (dpi, dpi)}
    settings: dict[RasterFormat, dict[str, Any]] = {
        "png": {**size, "compress_level": 6},
        "jpg": {**size, "quality": quality, "subsampling": "4:4:4", "optimize": True},
        "webp": {"quality": quality, "method": 2},
        "avif": {"quality": quality, "speed": 8},
        "tiff": {**size, "compression": "tiff_adobe_deflate"},
        "gif": {},
        "bmp": size,
    }
    return settings[format]


@contextmanager
def open_multipage_tiff(path: Path) -> "Iterator[AppendingTiffWriter]":
    """A TIFF to which pages are added one after the other, so that only one is in memory."""
    from PIL.TiffImagePlugin import AppendingTiffWriter

    with AppendingTiffWriter(str(path), new=True) as writer:
        yield writer


def append_page(writer: "AppendingTiffWriter", picture: "Image", *, dpi: int) -> None:
    """Add a page to a TIFF."""
    picture.save(writer, format="TIFF", **_settings("tiff", quality=0, dpi=dpi))
    writer.newFrame()
