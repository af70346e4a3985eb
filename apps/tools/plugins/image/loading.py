"""Opens pictures: the loader is named after our own sniff, all others are blocked, and limits come first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOSPC
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.formats import FORMATS, SNIFF_SIZE, refutes

if TYPE_CHECKING:
    from pyvips import Image

MAX_PIXELS = 200_000_000
MAX_SIDE = 30_000
MAX_FRAMES = 1_000
MAX_PAGES = 2_000
_FIRST_LYING = 5
"""EXIF orientations from here on are turned by a quarter."""

ANIMATED = frozenset({"gif", "webp"})
PAGED = ANIMATED | {"tiff"}

_LOADERS = {
    "jpg": ("jpegload", "VipsForeignLoadJpeg"),
    "png": ("pngload", "VipsForeignLoadPng"),
    "webp": ("webpload", "VipsForeignLoadWebp"),
    "avif": ("heifload", "VipsForeignLoadHeif"),
    "heic": ("heifload", "VipsForeignLoadHeif"),
    "gif": ("gifload", "VipsForeignLoadNsgif"),
    "tiff": ("tiffload", "VipsForeignLoadTiff"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a file says of its picture before anything is decoded; width and height are those when upright."""

    source: ToolInput
    width: int
    height: int
    frames: int
    frame: int
    orientation: int
    cmyk: bool
    profile: bool
    hevc: bool
    animated_png: bool

    @property
    def animated(self) -> bool:
        """Whether its frames follow each other in time; the pages of a TIFF do not."""
        return self.frames > 1 and self.source.format in ANIMATED

    def page_options(self, *, every_frame: bool) -> dict[str, int]:
        """The loader's options that choose one frame, or all of them."""
        if self.source.format not in PAGED:
            return {}
        return {"page": 0, "n": -1} if every_frame else {"page": self.frame}


@contextmanager
def reading(source: ToolInput) -> Iterator[None]:
    """Tell of a damaged file in our words: those of the engines name paths."""
    import pyvips

    try:
        yield
    except (pyvips.Error, OSError, ValueError, SyntaxError) as error:
        if getattr(error, "errno", None):
            raise  # the machine's fault, not the picture's
        raise_scarcity(error)
        title = FORMATS[source.format].title
        raise InvalidInputError(
            f"'{source.name}' is damaged or cut off: it starts like a {title}, but cannot be read "
            "to its end. Export or upload it again."
        ) from error


def raise_scarcity(error: Exception) -> None:
    """Raise what Python would have, where an engine ran out of memory or disk: that is no damaged picture."""
    text = str(error).lower()
    if "memory" in text or "allocate" in text or "creating thread" in text:
        raise MemoryError from error
    if "no space left" in text or "file too large" in text:
        raise OSError(ENOSPC, "No space left for the picture") from error


def refuse_mismatch(source: ToolInput) -> None:
    """Raise unless the first bytes can be of the format that the file was accepted as."""
    with source.path.open("rb") as file:
        head = file.read(SNIFF_SIZE)
    if refutes(head, FORMATS[source.format]):
        title = FORMATS[source.format].title
        raise InvalidInputError(
            f"'{source.name}' is not a {title}: its first bytes are of something else. "
            "Give the file the extension of what it really is.",
            code="input_mismatch",
        )


def open_header(source: ToolInput, **options: object) -> "Image":
    """Open a file with its own loader only, undecoded: pixels are read when they are asked for."""
    import pyvips

    name, loader_class = _LOADERS[source.format]
    pyvips.operation_block_set("VipsForeignLoad", True)  # noqa: FBT003 - positional only
    pyvips.operation_block_set(loader_class, False)  # noqa: FBT003
    with reading(source):
        return getattr(pyvips.Image, name)(str(source.path), fail_on="error", **options)


def read_picture(source: ToolInput, *, frame: int = 0) -> Picture:
    """Read the header and hold it to the limits, without decoding a pixel."""
    refuse_mismatch(source)
    first = open_header(source)
    frames = first.get("n-pages") if first.get_typeof("n-pages") and source.format in PAGED else 1
    _refuse_frames(source, frames=frames, frame=frame)
    header = open_header(source, page=frame) if frame else first
    orientation = header.get("orientation") if header.get_typeof("orientation") else 1
    lying = orientation >= _FIRST_LYING
    picture = Picture(
        source=source,
        width=header.height if lying else header.width,
        height=header.width if lying else header.height,
        frames=frames,
        frame=frame,
        orientation=orientation,
        cmyk=header.interpretation == "cmyk",
        profile=bool(header.get_typeof("icc-profile-data")),
        hevc=bool(header.get_typeof("heif-compression")) and header.get("heif-compression") == "hevc",
        animated_png=source.format == "png" and _has_animation_chunk(source),
    )
    decoded = frames if source.format in ANIMATED else 1
    refuse_size(f"'{source.name}'", width=picture.width, height=picture.height, frames=decoded)
    return picture


def refuse_size(what: str, *, width: int, height: int, frames: int) -> None:
    """Raise when a picture, read or wished for, is larger than a run may hold."""
    if max(width, height) > MAX_SIDE:
        raise InvalidInputError(
            f"{what} would be {width} x {height} pixels; at most {MAX_SIDE:,} are allowed on a side.",
            code="input_limit",
        )
    if width * height * frames > MAX_PIXELS:
        raise InvalidInputError(
            f"{what} would be {width} x {height} pixels in {frames} frame(s), "
            f"{width * height * frames / 1e6:.0f} megapixels; at most {MAX_PIXELS / 1e6:.0f} are allowed.",
            code="input_limit",
        )


def _refuse_frames(source: ToolInput, *, frames: int, frame: int) -> None:
    unit, limit = ("pages", MAX_PAGES) if source.format == "tiff" else ("frames", MAX_FRAMES)
    if frames > limit:
        raise InvalidInputError(
            f"'{source.name}' has {frames} {unit}; at most {limit} are allowed.", code="input_limit"
        )
    if frame >= frames and source.format in PAGED:
        raise InvalidInputError(
            f"'{source.name}' has {frames} {unit}, so there is no {frame}: choose 0 to {frames - 1}.",
            code="input_not_allowed",
        )


def _has_animation_chunk(source: ToolInput) -> bool:
    with source.path.open("rb") as file:
        return b"acTL" in file.read(SNIFF_SIZE)
