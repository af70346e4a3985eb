"""Finds the best quality with which a picture fits into so many bytes."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.encoding import Encoding, encode

if TYPE_CHECKING:
    from pyvips import Image


def encode_within(image: "Image", *, path: Path, encoding: Encoding, target_size: int) -> list[str]:
    """Write with the highest quality, up to the one asked for, that fits; says which it is.

    Raises InvalidInputError when not even the lowest one does.
    """
    image = image.copy_memory()

    def size_at(quality: int) -> int:
        encode(image, path=path, encoding=replace(encoding, quality=quality))
        return path.stat().st_size

    if size_at(encoding.quality) <= target_size:
        return []
    fits, too_much = 0, encoding.quality
    smallest = 0
    while too_much - fits > 1:
        middle = (fits + too_much) // 2
        size = size_at(middle)
        if size <= target_size:
            fits = middle
        else:
            too_much, smallest = middle, size
    if not fits:
        raise InvalidInputError(
            f"The picture does not fit into {target_size} bytes: with quality {too_much} it has {smallest}. "
            "Choose a larger target_size, or a smaller width or height.",
            code="input_not_allowed",
        )
    size_at(fits)
    return [f"Quality {fits} was used, so that the file fits into {target_size} bytes."]
