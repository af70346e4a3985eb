"""Makes a picture fit for a format and writes it; what that loses is said in notes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from apps.tools.base import InvalidInputError, ToolFailedError
from apps.tools.formats import FORMATS
from apps.tools.plugins.image import animated_png, icons, pillow_writing, qoi
from apps.tools.plugins.image.traits import TRAITS, WrittenFormat

if TYPE_CHECKING:
    from pyvips import Image

RasterFormat = Literal["jpg", "png", "webp", "avif", "gif", "tiff"]
"""The formats that libvips writes; the tools that edit pictures keep to them."""
MetadataPolicy = Literal["none", "icc", "all"]

_WRITERS = {"ico": icons.write_ico, "icns": icons.write_icns, "qoi": qoi.write}
_GREY = frozenset({"b-w", "grey16"})
_FIT = _GREY | {"srgb", "rgb", "rgb16"}
_DEEPER = 257
"""How much larger a 16-bit value is than the 8-bit one for the same colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a picture is to be written; `effort` is WebP's."""

    format: WrittenFormat
    quality: int
    lossless: bool
    background: str
    metadata: MetadataPolicy
    # Effort 1 takes a quarter less time than 2 and makes photos smaller; flat pictures grow, by 8 %.
    effort: int = 1


def suit(image: "Image", *, encoding: Encoding) -> tuple["Image", list[str]]:
    """The picture as the format can hold it, and what was lost on the way."""
    traits, title, notes = TRAITS[encoding.format], FORMATS[encoding.format].title, []
    if image.hasalpha() and not traits.alpha:
        image = _filled(image, background=encoding.background)
        notes.append(
            f"Transparent parts were filled with {encoding.background}: a {title} cannot be transparent."
        )
    if image.get_typeof("exif-data") and encoding.metadata == "all" and not traits.exif:
        notes.append(f"Camera and place were left out: they are not written into a {title}.")
    grey = image.interpretation in _GREY
    if traits.colours in {"grey", "two"} and not grey:
        image = image.colourspace("grey16" if image.format == "ushort" else "b-w")
        notes.append(f"Colours became {'grey' if traits.colours == 'grey' else 'black and white'}.")
        grey = True
    if image.format != "uchar" and not (traits.deep == "all" or (traits.deep == "grey" and grey)):
        image = image.colourspace("b-w" if grey else "srgb").cast("uchar")
        notes.append(f"Colours were reduced to 8 bits a channel, which is what a {title} is written with.")
    elif image.interpretation not in _FIT:
        image = image.colourspace("srgb")
    if grey and (traits.colours == "colour" or (traits.colours == "opaque" and image.hasalpha())):
        image = image.colourspace("srgb")
    return image, notes


def _filled(image: "Image", *, background: str) -> "Image":
    """Without transparency; a grey picture stays grey on a grey background."""
    red, green, blue = bytes.fromhex(background[1:])
    if image.interpretation in _GREY and not red == green == blue:
        image = image.colourspace("rgb16" if image.format == "ushort" else "srgb")
    colour = [red] if image.interpretation in _GREY else [red, green, blue]
    deep = image.format == "ushort"
    return image.flatten(background=[part * _DEEPER for part in colour] if deep else colour)


def refuse_side(*, width: int, height: int, format: WrittenFormat) -> None:
    """Raise when the format cannot hold so large a picture."""
    longest = TRAITS[format].longest
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
    if saver := _savers(encoding).get(encoding.format):
        name, options = saver
        getattr(image, name)(str(path), keep=encoding.metadata, **options)
    elif encoding.format == "apng":
        animated_png.write(image, path, profile=_profile(image, encoding))
    elif writer := _WRITERS.get(encoding.format):
        writer(image, path)
    else:
        exif = image.get("exif-data") if _keeps_exif(image, encoding) else None
        pillow_writing.write(
            image,
            path,
            format=encoding.format,
            quality=None if encoding.lossless else encoding.quality,
            exif=exif,
        )


def _profile(image: "Image", encoding: Encoding) -> bytes | None:
    known = image.get_typeof("icc-profile-data") and encoding.metadata != "none"
    return image.get("icc-profile-data") if known else None


def _keeps_exif(image: "Image", encoding: Encoding) -> bool:
    return encoding.metadata == "all" and bool(image.get_typeof("exif-data"))


def _savers(encoding: Encoding) -> dict[str, tuple[str, dict[str, Any]]]:
    """libvips' operations and their options; the efforts are where more time stops paying."""
    quality: dict[str, Any] = {"Q": encoding.quality}
    either = quality | {"lossless": encoding.lossless}
    return {
        "jpg": ("jpegsave", quality | {"optimize_coding": True}),
        "png": ("pngsave", {"compression": 3, "filter": "all"}),
        "webp": ("webpsave", either | {"effort": encoding.effort}),
        "avif": ("heifsave", either | {"effort": 3, "compression": "av1"}),
        "gif": ("gifsave", {"effort": 3, "keep_duplicate_frames": True}),
        "tiff": ("tiffsave", {"compression": "deflate", "predictor": "horizontal"}),
    }


def failed_to_write(encoding: Encoding) -> ToolFailedError:
    """The error for a picture that was read well and yet not written."""
    return ToolFailedError(f"The picture was read, but no {FORMATS[encoding.format].title} could be written.")
