"""One edited picture: which format it is written in, its pixels in memory, and what can be claimed of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel

from apps.tools.base import ToolInput, ToolOptions, ToolOutput, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.plugins.image.decoding import decode
from apps.tools.plugins.image.encoding import (
    Encoding,
    MetadataPolicy,
    encode,
    failed_to_write,
    refuse_side,
    suit,
)
from apps.tools.plugins.image.loading import (
    ANIMATED,
    Picture,
    raise_scarcity,
    read_picture,
    reading,
    refuse_size,
)
from apps.tools.plugins.image.sizing import Sizing
from apps.tools.plugins.image.traits import TRAITS, WrittenFormat
from apps.tools.plugins.image.traits import WRITTEN as ALL_WRITTEN

if TYPE_CHECKING:
    from pyvips import Image

_NOT_KEPT = frozenset({"pdf", "ico", "icns"})
"""A document, and icons, which have sizes of their own."""
WRITTEN: tuple[WrittenFormat, ...] = tuple(format for format in ALL_WRITTEN if format not in _NOT_KEPT)
"""The formats that an edited picture can be written in; the editing tools take every `READABLE` one."""
_PHOTOGRAPHS = frozenset({"heic", "dng", "cr2", "nef", "arw", "orf", "raf", "rw2", "pef"})
"""What cameras write, and a JPEG holds well."""

_DEEP = frozenset({"png", "tiff"})
"""What libvips itself reads with 16 bits a channel."""

OptionsT = TypeVar("OptionsT", bound=ToolOptions)


class WritingOptions(Protocol):
    """The options about the file that an editing tool writes."""

    @property
    def output_format(self) -> str: ...
    @property
    def quality(self) -> int: ...
    @property
    def background(self) -> str: ...
    @property
    def metadata(self) -> MetadataPolicy: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A picture that was looked at, and how it is to be written; notes say what is chosen already."""

    picture: Picture
    encoding: Encoding
    every_frame: bool
    notes: tuple[str, ...]


def plan_edit(source: ToolInput, options: WritingOptions) -> Edit:
    """Read the header and choose the format; raises InvalidInputError for what cannot be edited."""
    picture = read_picture(source)
    format, notes = _format_to_write(picture, options.output_format)
    every_frame = picture.animated and format in ANIMATED
    encoding = Encoding(
        format=format,
        quality=options.quality,
        lossless=False,
        background=options.background,
        metadata=options.metadata,
    )
    if picture.frames > 1 and not every_frame:
        kind = "frame" if picture.animated else "page"
        notes = (*notes, f"Only the first {kind} of {picture.frames} was kept.")
    notes = (*picture.notes, *notes)
    return Edit(picture=picture, encoding=encoding, every_frame=every_frame, notes=notes)


def _format_to_write(picture: Picture, wanted: str) -> tuple[WrittenFormat, tuple[str, ...]]:
    asked = picture.source.format if wanted == "same" else wanted
    if wanted == "same" and asked == "png" and picture.animated:
        asked = "apng"
    for format in WRITTEN:
        if format == asked:
            return format, ()
    instead: WrittenFormat = "jpg" if asked in _PHOTOGRAPHS else "png"
    titles = FORMATS[asked].title, FORMATS[instead].title
    return instead, (f"The tool does not write the format '{titles[0]}'; the result is a {titles[1]}.",)


def load_pixels(edit: Edit, *, sizing: Sizing | None = None) -> "Image":
    """The upright picture in memory, so that damage shows now and its rows can be taken in any order."""
    picture = edit.picture
    loses_profile = edit.encoding.metadata == "none" or not TRAITS[edit.encoding.format].profile
    whole = Sizing((picture.width, picture.height), picture.width, picture.height)
    to_srgb = picture.cmyk or (picture.profile and loses_profile)
    may_stay_deep = picture.source.format in _DEEP and TRAITS[edit.encoding.format].deep != "eight"
    with reading(picture.source):
        if sizing and sizing != whole and may_stay_deep:
            # Nothing but the header is read by this: libvips decodes when pixels are wanted.
            image = decode(picture, sizing=whole, every_frame=edit.every_frame, to_srgb=to_srgb)
            if image.format == "ushort":
                return _in_memory(_resize_deep(image, sizing=sizing))
        image = decode(picture, sizing=sizing or whole, every_frame=edit.every_frame, to_srgb=to_srgb)
        return _in_memory(image)


def decode_whole(picture: Picture, *, size: tuple[int, int] | None = None, to_srgb: bool = True) -> "Image":
    """A still picture in memory, upright, brought to exactly this size if one is given."""
    size = size or (picture.width, picture.height)
    return decode_sized(picture, sizing=Sizing(size, *size), to_srgb=to_srgb)


def decode_sized(picture: Picture, *, sizing: Sizing, to_srgb: bool = True) -> "Image":
    """A still picture in memory, upright, no more of it decoded than its size takes."""
    told = picture.cmyk or picture.profile  # that its numbers mean something else than those of sRGB
    with reading(picture.source):
        return _in_memory(decode(picture, sizing=sizing, every_frame=False, to_srgb=to_srgb and told))


def _in_memory(image: "Image") -> "Image":
    import pyvips

    try:
        return image.copy_memory()
    except pyvips.Error as error:
        # libvips' own words, "unable to copy to memory", would pass for a machine without memory.
        raise pyvips.Error("the picture cannot be decoded", error.detail) from error


def _resize_deep(image: "Image", *, sizing: Sizing) -> "Image":
    """All 16 bits of a still picture in another size; a thumbnail would have 8."""
    (across, down), depth, space = sizing.scaled, image.format, image.interpretation
    weighed = image.premultiply() if image.hasalpha() else image
    resized = weighed.resize(across / image.width, vscale=down / image.height)
    resized = resized.unpremultiply() if image.hasalpha() else resized
    room = (resized.width - sizing.width, resized.height - sizing.height)
    cut = resized.crop(room[0] // 2, room[1] // 2, sizing.width, sizing.height)
    return cut.cast(depth).copy(interpretation=space)


def map_frames(image: "Image", change: Callable[["Image"], "Image"]) -> "Image":
    """Change every frame in the same way; times and repeats of an animation stay."""
    import pyvips

    height = image.get_page_height()
    frames = [change(image.crop(0, top, image.width, height)) for top in range(0, image.height, height)]
    joined = pyvips.Image.arrayjoin(frames, across=1) if len(frames) > 1 else frames[0].copy()
    joined.set_type(pyvips.GValue.gint_type, "page-height", frames[0].height)
    return joined


def frame_count(image: "Image") -> int:
    """How many frames lie above each other in the image."""
    return int(image.height // image.get_page_height())


def write_edit(
    run: ToolRun[OptionsT],
    edit: Edit,
    image: "Image",
    *,
    result: BaseModel | None = None,
    notes: Sequence[str] = (),
) -> ToolOutput:
    """Write the edited picture; raises InvalidInputError when it is larger than the format or a run holds."""
    import pyvips

    encoding, path = edit.encoding, run.output_path(edit.encoding.format)
    width, height, frames = image.width, image.get_page_height(), frame_count(image)
    refuse_size("The result", width=width, height=height, frames=frames)
    refuse_side(width=width, height=height, format=encoding.format)
    try:
        image, losses = suit(image, encoding=encoding)
        encode(image, path=path, encoding=encoding)
    except pyvips.Error as error:
        raise_scarcity(error)
        raise failed_to_write(encoding) from error
    claims = {"width": width, "height": height, "frames": frames}
    if encoding.format == "webp" and frames > 1:
        # WebP joins equal frames in a row and adds their times.
        del claims["frames"]
    cmyk = ("Print colours (CMYK) were converted to sRGB.",) if edit.picture.cmyk else ()
    told = (*edit.notes, *notes, *cmyk, *losses)
    return run.write(path, format=encoding.format, claims=claims, result=result, notes=told)
