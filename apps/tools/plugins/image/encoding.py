"""Makes a picture fit for a format and writes it; what that loses is said in notes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from apps.tools.base import InvalidInputError, ToolFailedError
from apps.tools.formats import FORMATS

if TYPE_CHECKING:
    from pyvips import Image

RasterFormat = Literal["jpg", "png", "webp", "avif", "gif", "tiff"]
MetadataPolicy = Literal["none", "icc", "all"]

LONGEST_SIDE = {"webp": 16_383, "avif": 16_384}
"""The sides that a format, or its encoder, cannot exceed."""
_DEEP = frozenset({"png", "tiff"})
_KEEP = {"none": "none", "icc": "icc", "all": "all"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a picture is to be written."""

    format: RasterFormat
    quality: int
    lossless: bool
    background: str
    metadata: MetadataPolicy


def suit(image: "Image", *, encoding: Encoding) -> tuple["Image", list[str]]:
    """The picture as the format can hold it, and what was lost on the way."""
    title, notes = FORMATS[encoding.format].title, []
    if image.format != "uchar" and encoding.format not in _DEEP:
        grey = image.bands - image.hasalpha() == 1
        image = image.colourspace("b-w" if grey else "srgb").cast("uchar")
        notes.append(f"Colours were reduced to 8 bits a channel, which is what a {title} is written with.")
    elif image.interpretation not in {"srgb", "rgb", "rgb16", "b-w", "grey16"}:
        image = image.colourspace("srgb")
    if encoding.format == "jpg" and image.hasalpha():
        image = image.flatten(background=list(bytes.fromhex(encoding.background[1:])))
        notes.append(
            f"Transparent parts were filled with {encoding.background}: a JPEG cannot be transparent."
        )
    return image, notes


def refuse_side(*, width: int, height: int, format: RasterFormat) -> None:
    """Raise when the format cannot hold so large a picture."""
    longest = LONGEST_SIDE.get(format, width + height)
    if max(width, height) > longest:
        raise InvalidInputError(
            f"A {FORMATS[format].title} holds at most {longest} pixels on a side, and this one would be "
            f"{width} x {height}. Choose a smaller width or height, or another output_format.",
            code="input_limit",
        )


def encode(image: "Image", *, path: Path, encoding: Encoding) -> None:
    """Write the picture; raises pyvips.Error, also for what the lazy decoder finds only now."""
    image = image.copy()
    for thumbnail in ("jpeg-thumbnail-data", "heif-thumbnail-data"):
        # A preview of the unturned, unscaled original is metadata nobody asked to keep.
        image.remove(thumbnail)
    name, options = _saver(encoding)
    getattr(image, name)(str(path), keep=_KEEP[encoding.metadata], **options)


def _saver(encoding: Encoding) -> tuple[str, dict[str, Any]]:
    """The operation and its options; the efforts are where more time stops paying."""
    quality: dict[str, Any] = {"Q": encoding.quality}
    return {
        "jpg": ("jpegsave", quality | {"optimize_coding": True}),
        "png": ("pngsave", {"compression": 3, "filter": "all"}),
        # Effort 1 takes a quarter less time than 2 and makes photos smaller; flat pictures grow, by 8 %.
        "webp": ("webpsave", quality | {"effort": 1, "lossless": encoding.lossless}),
        "avif": ("heifsave", quality | {"effort": 3, "lossless": encoding.lossless, "compression": "av1"}),
        "gif": ("gifsave", {"effort": 3, "keep_duplicate_frames": True}),
        "tiff": ("tiffsave", {"compression": "deflate", "predictor": "horizontal"}),
    }[encoding.format]


def failed_to_write(encoding: Encoding) -> ToolFailedError:
    """The error for a picture that was read well and yet not written."""
    return ToolFailedError(f"The picture was read, but no {FORMATS[encoding.format].title} could be written.")
