"""Loads two pictures so that their pixels can be compared one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.image.editing import decode_whole
from apps.tools.plugins.image.limits import refuse_size
from apps.tools.plugins.image.loading import Picture, read_picture
from apps.tools.plugins.image.similarity import comparable

if TYPE_CHECKING:
    from pyvips import Image

MAX_COMPARED = 64_000_000
"""Pixels of each: both lie in memory, and what is computed of them takes some ten times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two pictures of one size and depth, upright and in sRGB."""

    one: "Image"
    other: "Image"
    notes: tuple[str, ...]


def load_both(sources: Sequence[ToolInput], *, resize: bool) -> Pair:
    """Both pictures; raises InvalidInputError when they cannot be laid over each other."""
    pictures = [read_picture(source) for source in sources]
    for picture in pictures:
        name = f"'{picture.source.name}'"
        refuse_size(name, width=picture.width, height=picture.height, frames=1, pixels=MAX_COMPARED)
    one, other = pictures
    sizes = [(picture.width, picture.height) for picture in pictures]
    if sizes[0] != sizes[1] and not resize:
        raise InvalidInputError(
            f"'{one.source.name}' is {one.width} x {one.height} pixels and '{other.source.name}' is "
            f"{other.width} x {other.height}. Set `resize` to compare them nevertheless.",
            code="input_not_allowed",
        )
    first, second = decode_whole(one), decode_whole(other, size=sizes[0])
    alpha = bool(first.hasalpha() or second.hasalpha())
    return Pair(
        one=comparable(first, alpha=alpha).copy_memory(),
        other=comparable(second, alpha=alpha).copy_memory(),
        notes=tuple(_notes(one, other)),
    )


def _notes(one: Picture, other: Picture) -> list[str]:
    notes = []
    if (one.width, one.height) != (other.width, other.height):
        notes.append(f"'{other.source.name}' was brought to {one.width} x {one.height} pixels first.")
    moving = [picture for picture in (one, other) if picture.frames > 1]
    notes += [
        f"Of '{picture.source.name}', only the first of {picture.frames} was compared." for picture in moving
    ]
    return notes
