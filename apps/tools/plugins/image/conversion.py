"""From a file to a file: decode, resize, suit to the format, write, and say what that cost."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.plugins.image.budget import encode_within
from apps.tools.plugins.image.decoding import decode, read_to_the_end
from apps.tools.plugins.image.encoding import Encoding, encode, failed_to_write, refuse_side, suit
from apps.tools.plugins.image.icons import on_square, square_side
from apps.tools.plugins.image.limits import MAX_WHOLE_PIXELS
from apps.tools.plugins.image.loading import ANIMATED, Picture, raise_scarcity, refuse_size
from apps.tools.plugins.image.picture import raise_half_picture
from apps.tools.plugins.image.sizing import Fit, Sizing, fit_size
from apps.tools.plugins.image.traits import TRAITS

if TYPE_CHECKING:
    from pyvips import Image

Box = tuple[int | None, int | None]
_ICONS = frozenset({"ico", "icns"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What can be claimed of the file that was written, and what its owner should know."""

    claims: Mapping[str, float]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Pixels as the format can hold them, not yet decoded; `scaled` when they are not the file's own."""

    image: "Image"
    notes: Sequence[str]
    scaled: bool


def convert_picture(
    picture: Picture,
    *,
    path: Path,
    encoding: Encoding,
    box: Box,
    fit: Fit,
    still: bool = False,
    target_size: int | None = None,
) -> Written:
    """Write the picture in another format and size; animations stay so where the format moves too.

    `still` asks for the chosen frame alone; a `target_size` in bytes is met by a lower quality.
    """
    every_frame = picture.animated and encoding.format in ANIMATED and not still
    prepared = prepare(picture, encoding=encoding, box=box, fit=fit, every_frame=every_frame)
    image, notes = prepared.image, [*prepared.notes]
    with writing(picture, encoding=encoding, every_frame=every_frame):
        if target_size:
            notes += encode_within(image, path=path, encoding=encoding, target_size=target_size)
        else:
            encode(image, path=path, encoding=encoding)
    frames = picture.frames if every_frame else 1
    claims = {"width": image.width, "height": image.get_page_height(), "frames": frames}
    if every_frame and encoding.format in {"webp", "apng"}:
        # Equal frames in a row are joined, and their times added.
        del claims["frames"]
    return Written(claims=claims, notes=notes)


def prepare(
    picture: Picture, *, encoding: Encoding, box: Box, fit: Fit, every_frame: bool = False
) -> Prepared:
    """The picture in its new size, suited to the format; raises InvalidInputError for what it cannot be."""
    longest = TRAITS[encoding.format].longest
    box = (box if any(box) else (longest, longest)) if encoding.format in _ICONS else box
    sizing = fit_size(
        width=picture.width, height=picture.height, box_width=box[0], box_height=box[1], fit=fit,
        enlarge=picture.scalable and encoding.format not in _ICONS,
    )  # fmt: skip
    _refuse(picture, sizing, encoding=encoding, frames=picture.frames if every_frame else 1)
    keeps_profile = TRAITS[encoding.format].profile and encoding.metadata != "none"
    to_srgb = picture.cmyk or (picture.profile and not keeps_profile)
    notes = [*picture.notes, *_choices(picture, every_frame=every_frame, encoding=encoding)]
    with writing(picture, encoding=encoding, every_frame=every_frame):
        image = decode(picture, sizing=sizing, every_frame=every_frame, to_srgb=to_srgb)
        image, losses = suit(image, encoding=encoding)
        if encoding.format in _ICONS:
            side = square_side(encoding.format, width=image.width, height=image.height)
            losses += _told_of_icon(image, side=side)
            image = on_square(image, side=side)
    scaled = (sizing.width, sizing.height) != (picture.width, picture.height)
    if fit != "exact" and any(box) and not scaled and encoding.format not in _ICONS and not picture.scalable:
        losses.append("The picture is no larger than the size asked for, and was not enlarged.")
    return Prepared(image=image, notes=[*notes, *losses], scaled=scaled)


@contextmanager
def writing(picture: Picture, *, encoding: Encoding, every_frame: bool = False) -> Iterator[None]:
    """Tell a damaged input, which shows only now that it is decoded, from a writer's own failure."""
    import pyvips

    try:
        yield
        raise_half_picture()
    except pyvips.Error as error:
        raise_scarcity(error)
        read_to_the_end(picture, every_frame=every_frame)
        raise failed_to_write(encoding) from error
    except OSError as error:
        if error.errno:
            raise  # the machine's fault, not the writer's
        raise failed_to_write(encoding) from error


def _refuse(picture: Picture, sizing: Sizing, *, encoding: Encoding, frames: int) -> None:
    pixels = TRAITS[encoding.format].pixels
    refuse_size(
        "The result",
        width=sizing.width,
        height=sizing.height,
        frames=frames,
        pixels=min(pixels, MAX_WHOLE_PIXELS) if picture.scalable else pixels,
    )
    refuse_side(width=sizing.width, height=sizing.height, format=encoding.format)


def _told_of_icon(image: "Image", *, side: int) -> list[str]:
    notes = []
    if max(image.width, image.height) != side:
        notes.append(f"The picture was fitted into {side} x {side} pixels, a size that these icons have.")
    if image.width != image.height:
        notes.append("Clear edges were added, as an icon is square.")
    return notes


def _choices(picture: Picture, *, every_frame: bool, encoding: Encoding) -> list[str]:
    notes = []
    if picture.frames > 1 and not every_frame:
        kind = "frame" if picture.animated else "page"
        notes.append(f"Only {kind} {picture.frame} of {picture.frames} was converted, counted from 0.")
    if picture.cmyk:
        notes.append("Print colours (CMYK) were converted to sRGB.")
    if encoding.format == "gif" and picture.source.format != "gif":
        notes.append(
            "A GIF holds at most 256 colours and no half-transparent parts; others were approximated."
        )
    return notes
