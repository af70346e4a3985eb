"""The parts of a PSD or PSB file: Pillow knows neither 16 bits a channel nor the large kind.

The layout is that of Adobe's "Photoshop File Formats Specification".
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from apps.tools.base import ToolInput
from apps.tools.plugins.image.picture import reading

_LARGE = 2
_PROFILE, _VERSION_INFO = 1039, 1057
_RAW, _PACKED = 0, 1
_SMALLEST_RESOURCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What stands before the pixels of the merged picture, which begin at `pixels_at`.

    `merged` is false when the file was saved without that picture; `transparent` says that the first channel
    after the colours is one of transparency, not a selection that somebody kept.
    """

    large: bool
    channels: int
    width: int
    height: int
    depth: int
    mode: int
    palette: bytes
    profile: bytes | None
    merged: bool
    transparent: bool
    pixels_at: int


def read_document(source: ToolInput) -> Document:
    """Read all but the pixels; raises InvalidInputError when the file is damaged."""
    with reading(source), source.path.open("rb") as file:
        try:
            return _parse(file)
        except (struct.error, OverflowError) as error:
            raise ValueError("The file ends in its header.") from error


def read_channels(source: ToolInput, document: Document, *, wanted: int) -> list[bytes]:
    """The first channels of the merged picture; raises InvalidInputError when they are damaged."""
    with reading(source), source.path.open("rb") as file:
        try:
            return _channels(file, document, wanted=wanted)
        except (struct.error, OverflowError) as error:
            raise ValueError("The file ends before its pixels.") from error


def _parse(file: BinaryIO) -> Document:
    _, version, channels, height, width, depth, mode = _unpack(file, ">4sH6xHIIHH")
    palette = file.read(_unpack(file, ">I")[0])
    (length,) = _unpack(file, ">I")
    profile, merged = _resources(file, end=file.tell() + length)
    layers, transparent = _layers(file, large=version == _LARGE)
    if not (width and height and channels):
        raise ValueError("There are no pixels.")
    return Document(
        large=version == _LARGE, channels=channels, width=width, height=height, depth=depth, mode=mode,
        palette=palette, profile=profile, merged=merged, transparent=transparent, pixels_at=layers,
    )  # fmt: skip


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _resources(file: BinaryIO, *, end: int) -> tuple[bytes | None, bool]:
    """The colour profile, and whether the merged picture is a real one."""
    profile, merged = None, True
    while file.tell() + _SMALLEST_RESOURCE <= end:
        _, number, name = _unpack(file, ">4sHB")
        file.seek(name + (name + 1) % 2, 1)
        (size,) = _unpack(file, ">I")
        start = file.tell()
        if number == _PROFILE:
            profile = file.read(min(size, end - start))
        elif number == _VERSION_INFO:
            merged = bool(_unpack(file, ">IB")[1])
        file.seek(start + size + size % 2)
    file.seek(end)
    return profile, merged


def _layers(file: BinaryIO, *, large: bool) -> tuple[int, bool]:
    """Where the merged picture begins, and whether its first further channel is transparency."""
    number = ">Q" if large else ">I"
    (length,) = _unpack(file, number)
    start = file.tell()
    count = -1
    if length and _unpack(file, number)[0]:
        (count,) = _unpack(file, ">h")
    return start + length, count < 0


def _channels(file: BinaryIO, document: Document, *, wanted: int) -> list[bytes]:
    """The rows of each channel, as they are packed."""
    file.seek(document.pixels_at)
    (packing,) = _unpack(file, ">H")
    row = (document.width * document.depth + 7) // 8
    if packing == _RAW:
        return [file.read(row * document.height) for _ in range(wanted)]
    if packing != _PACKED:
        raise ValueError("The merged picture is packed in a way that Photoshop does not use.")
    layout = f">{document.height}{'I' if document.large else 'H'}"
    sizes = [sum(_unpack(file, layout)) for _ in range(document.channels)]
    return [_unpacked(file.read(size), row=row, height=document.height) for size in sizes[:wanted]]


def _unpacked(data: bytes, *, row: int, height: int) -> bytes:
    from PIL import Image

    return Image.frombytes("L", (row, height), data, "packbits", "L").tobytes()
