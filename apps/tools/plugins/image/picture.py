"""A picture before it is decoded, the engines that can decode one, and the words for one that is damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOSPC
from typing import TYPE_CHECKING, Protocol

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.formats import FORMATS, SNIFF_SIZE, refutes

if TYPE_CHECKING:
    from pyvips import Image

ANIMATED = frozenset({"gif", "webp", "apng"})
"""Formats that are written with all their frames; a PNG that moves is read so, and written as an APNG."""
_HALF = b"premature end of data segment"
"""libjpeg's JWRN_HIT_MARKER."""


class Engine(Protocol):
    """A module that reads formats which libvips does not."""

    def read_header(self, source: ToolInput, *, frame: int, dpi: float) -> "Picture":
        """What the file says of its picture; nothing is decoded that a small file can make large."""
        ...

    def decode(self, picture: "Picture", *, every_frame: bool, size: tuple[int, int]) -> "Image":
        """The upright picture, in any size from `size` to its own: an engine may save itself the rest."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a file says of its picture before anything is decoded; width and height are those when upright.

    `engine` is None for libvips; `scalable` is for drawings, which have no pixels of their own; `notes` tell
    what reading the file leaves out.
    """

    source: ToolInput
    width: int
    height: int
    frames: int = 1
    frame: int = 0
    orientation: int = 1
    cmyk: bool = False
    profile: bool = False
    hevc: bool = False
    scalable: bool = False
    engine: Engine | None = None
    notes: tuple[str, ...] = ()

    @property
    def animated(self) -> bool:
        """Whether its frames follow each other in time; the pages of a TIFF do not."""
        return self.frames > 1 and not self.paged

    @property
    def paged(self) -> bool:
        """Whether it is of the format whose pictures are pages."""
        return self.source.format == "tiff"

    def page_options(self, *, every_frame: bool) -> dict[str, int]:
        """The options of libvips' loaders that choose one frame, or all of them."""
        if self.source.format not in {"gif", "webp", "tiff"}:
            return {}
        return {"page": 0, "n": -1} if every_frame else {"page": self.frame}


@contextmanager
def reading(source: ToolInput) -> Iterator[None]:
    """Tell of a damaged file in our words: those of the engines name paths."""
    import pyvips

    try:
        yield
        raise_half_picture()
    except (pyvips.Error, OSError, ValueError, SyntaxError) as error:
        if getattr(error, "errno", None):
            raise  # the machine's fault, not the picture's
        raise_scarcity(error)
        title = FORMATS[source.format].title
        raise InvalidInputError(
            f"'{source.name}' is damaged or cut off: it starts like a {title}, but cannot be read "
            "to its end. Export or upload it again."
        ) from error


def raise_half_picture() -> None:
    """Raise pyvips.Error where libjpeg made up what it did not find: it warns of that, and does not fail."""
    import pyvips

    told = pyvips.ffi.string(pyvips.vips_lib.vips_error_buffer())
    if _HALF in told:
        pyvips.vips_lib.vips_error_clear()
        raise pyvips.Error("half of the picture is missing", told.decode(errors="replace"))


def raise_scarcity(error: Exception) -> None:
    """Raise what Python would have, where an engine ran out of memory or disk: that is no damaged picture."""
    # What libvips was asked for may be "to copy to memory"; what hindered it is in the detail.
    text = str(getattr(error, "detail", error)).lower()
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
