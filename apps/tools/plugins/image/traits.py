"""What each format that is written can hold of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from apps.tools.plugins.image.limits import MAX_PIXELS, MAX_WHOLE_PIXELS

WrittenFormat = Literal[
    "jpg", "png", "webp", "avif", "jxl", "gif", "apng", "tiff", "pdf", "bmp", "ico", "icns", "tga", "ppm",
    "pgm", "pbm", "pcx", "sgi", "jp2", "qoi", "dds",
]  # fmt: skip
"""The formats that pictures are written in, the usual ones first."""
WRITTEN: tuple[WrittenFormat, ...] = get_args(WrittenFormat)

Depth = Literal["eight", "grey", "all"]
Colours = Literal["all", "opaque", "colour", "grey", "two"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a file of one format can carry.

    `deep` says which pictures keep 16 bits a channel. `colours` is `all` where grey ones stay grey,
    `opaque` where they do without transparency, `colour` where they are written as coloured ones, `two` for
    black and white. `chooses_lossless` is for formats that can be written either way, `longest` the longest
    side, `pixels` how many the writer can be given: libvips takes them row by row, OpenJPEG 36 bytes each.
    """

    alpha: bool = False
    deep: Depth = "eight"
    colours: Colours = "all"
    profile: bool = False
    exif: bool = False
    lossy: bool = False
    chooses_lossless: bool = False
    longest: int = 30_000
    pixels: int = MAX_WHOLE_PIXELS


TRAITS: Mapping[str, Traits] = {
    "jpg": Traits(profile=True, exif=True, lossy=True, pixels=MAX_PIXELS),
    "png": Traits(alpha=True, deep="all", profile=True, exif=True, pixels=MAX_PIXELS),
    "webp": Traits(
        alpha=True, profile=True, exif=True, lossy=True, chooses_lossless=True,
        longest=16_383, pixels=MAX_PIXELS,
    ),
    "avif": Traits(
        alpha=True, profile=True, exif=True, lossy=True, chooses_lossless=True,
        longest=16_384, pixels=MAX_PIXELS,
    ),
    "jxl": Traits(alpha=True, deep="grey", exif=True, lossy=True, chooses_lossless=True),
    "gif": Traits(alpha=True, pixels=MAX_PIXELS),
    "apng": Traits(alpha=True, profile=True),
    "tiff": Traits(alpha=True, deep="all", profile=True, pixels=MAX_PIXELS),
    "pdf": Traits(alpha=True, profile=True, lossy=True, chooses_lossless=True),
    "bmp": Traits(),
    "ico": Traits(alpha=True, colours="colour", longest=256),
    "icns": Traits(alpha=True, colours="colour", longest=1024),
    "tga": Traits(alpha=True, colours="opaque"),
    "ppm": Traits(colours="colour"),
    "pgm": Traits(colours="grey", deep="grey"),
    "pbm": Traits(colours="two"),
    "pcx": Traits(),
    "sgi": Traits(alpha=True, colours="opaque"),
    "jp2": Traits(alpha=True, deep="grey", lossy=True, chooses_lossless=True, pixels=50_000_000),
    "qoi": Traits(alpha=True, colours="colour"),
    "dds": Traits(alpha=True, colours="colour"),
}  # fmt: skip
