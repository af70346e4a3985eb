"""From a file to a file: decode, resize, suit to the format, write, and say what that cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.tools.plugins.image.decoding import decode, read_to_the_end
from apps.tools.plugins.image.encoding import Encoding, encode, failed_to_write, refuse_side, suit
from apps.tools.plugins.image.loading import ANIMATED, Picture, raise_scarcity, refuse_size
from apps.tools.plugins.image.sizing import Fit, fit_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What can be claimed of the file that was written, and what its owner should know."""

    claims: Mapping[str, float]
    notes: Sequence[str]


def convert_picture(
    picture: Picture, *, path: Path, encoding: Encoding, box: tuple[int | None, int | None], fit: Fit
) -> Written:
    """Write the picture in another format and size; animations stay so between GIF and WebP."""
    import pyvips

    every_frame = picture.animated and encoding.format in ANIMATED
    frames = picture.frames if every_frame else 1
    sizing = fit_size(
        width=picture.width, height=picture.height, box_width=box[0], box_height=box[1], fit=fit
    )
    refuse_size("The result", width=sizing.width, height=sizing.height, frames=frames)
    refuse_side(width=sizing.width, height=sizing.height, format=encoding.format)
    loses_profile = encoding.metadata == "none" or encoding.format == "gif"
    to_srgb = picture.cmyk or (picture.profile and loses_profile)
    image = decode(picture, sizing=sizing, every_frame=every_frame, to_srgb=to_srgb)
    try:
        image, losses = suit(image, encoding=encoding)
        encode(image, path=path, encoding=encoding)
    except pyvips.Error as error:
        raise_scarcity(error)
        # Decoding is lazy, so a damaged input shows only here: tell it from a writer's own failure.
        read_to_the_end(picture, every_frame=every_frame)
        raise failed_to_write(encoding) from error
    claims = {"width": sizing.width, "height": sizing.height, "frames": frames}
    if every_frame and encoding.format == "webp":
        # WebP joins equal frames in a row and adds their times.
        del claims["frames"]
    notes = [*_choices(picture, every_frame=every_frame, encoding=encoding), *losses]
    if fit != "exact" and any(box) and (sizing.width, sizing.height) == (picture.width, picture.height):
        notes.append("The picture is no larger than the size asked for, and was not enlarged.")
    return Written(claims=claims, notes=notes)


def _choices(picture: Picture, *, every_frame: bool, encoding: Encoding) -> list[str]:
    notes = []
    if picture.frames > 1 and not every_frame:
        kind = "frame" if picture.animated else "page"
        notes.append(f"Only {kind} {picture.frame} of {picture.frames} was converted, counted from 0.")
    if picture.animated_png:
        notes.append("Only the first picture of this animated PNG was converted.")
    if picture.cmyk:
        notes.append("Print colours (CMYK) were converted to sRGB.")
    if encoding.format == "gif" and picture.source.format != "gif":
        notes.append(
            "A GIF holds at most 256 colours and no half-transparent parts; others were approximated."
        )
    return notes
