"""Removes metadata from HEIC and AVIF: its items are overwritten where they lie, so nothing moves.

The container is that of ISO/IEC 14496-12, 8.11: boxes, of which `iinf` names the items, and `iloc` tells
where their bytes are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from apps.tools.plugins.image.removal import Findings, Policy, kept_exif, kept_xmp

_XMP_TYPE = b"application/rdf+xml"
_TIFF_HEADERS = (b"II*\0", b"MM\0*")
_IN_FILE = 0
_WIDE = 2
"""From this version of a box on, items have numbers of four bytes."""


@dataclass(frozen=True, slots=True)
class _Extent:
    start: int
    length: int


def strip_heif(data: bytes, policy: Policy, findings: Findings) -> bytes:
    """The file with its metadata blanked. Raises ValueError where it is damaged."""
    blank = bytearray(data)
    try:
        meta = next((body for kind, body in _boxes(data, 0, len(data)) if kind == b"meta"), None)
        if meta is None:
            return data
        boxes = dict(_boxes(data, meta.start + 4, meta.start + meta.length))
        kinds = dict(_kinds(data, boxes[b"iinf"])) if b"iinf" in boxes else {}
        places = dict(_places(data, boxes[b"iloc"], inner=boxes.get(b"idat"))) if kinds else {}
    except (struct.error, IndexError):
        raise ValueError("the description of the items is damaged") from None
    for item, kind in kinds.items():
        extents = places.get(item, [])
        content = b"".join(data[extent.start : extent.start + extent.length] for extent in extents)
        rest = _kept(kind, content, policy=policy, findings=findings)
        for extent in extents:
            blank[extent.start : extent.start + extent.length] = rest[: extent.length]
            rest = rest[extent.length :]
    return bytes(blank)


def _kept(kind: bytes, content: bytes, *, policy: Policy, findings: Findings) -> bytes:
    """What stands in the item's place, as long as it was."""
    if kind == _XMP_TYPE:
        return (kept_xmp(content, policy, findings) or b"").ljust(len(content))
    at = min((at for mark in _TIFF_HEADERS if (at := content.find(mark)) >= 0), default=None)
    if at is None:
        return content
    rest = kept_exif(content[at:], policy, findings) or b"II*\0\x08\0\0\0\0\0\0\0\0\0"
    return (content[:at] + rest[: len(content) - at]).ljust(len(content), b"\0")


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, _Extent]]:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1:
            (size,), header = struct.unpack_from(">Q", data, start + 8), 16
        size = size or end - start
        if size < header or start + size > end:
            raise ValueError("a box is cut off")
        yield kind, _Extent(start + header, size - header)
        start += size


def _kinds(data: bytes, box: _Extent) -> Iterator[tuple[int, bytes]]:
    """The items that hold EXIF or XMP, and which of both."""
    start = box.start + (6 if data[box.start] == 0 else 8)
    for kind, entry in _boxes(data, start, box.start + box.length):
        version = data[entry.start]
        if kind != b"infe" or version < _WIDE:
            continue
        wide = version > _WIDE
        (item,) = struct.unpack_from(">I" if wide else ">H", data, entry.start + 4)
        at = entry.start + (10 if wide else 8)
        described = data[at + 4 : entry.start + entry.length].split(b"\0")
        if data[at : at + 4] == b"Exif":
            yield item, b"Exif"
        elif data[at : at + 4] == b"mime" and _XMP_TYPE in described:
            yield item, _XMP_TYPE


def _places(data: bytes, box: _Extent, *, inner: _Extent | None) -> Iterator[tuple[int, list[_Extent]]]:
    """Where the bytes of each item are."""
    version, at = data[box.start], box.start + 4
    sizes = [data[at] >> 4, data[at] & 15, data[at + 1] >> 4, data[at + 1] & 15 if version else 0]
    wide = version >= _WIDE
    count, at = _number(data, at + 2, 4 if wide else 2)
    for _ in range(count):
        item, at = _number(data, at, 4 if wide else 2)
        method, at = _number(data, at, 2) if version else (_IN_FILE, at)
        _, at = _number(data, at, 2)
        base, at = _number(data, at, sizes[2])
        if method & 15 != _IN_FILE:
            base += inner.start if inner else 0
        extents = []
        number, at = _number(data, at, 2)
        for _ in range(number):
            _, at = _number(data, at, sizes[3])
            offset, at = _number(data, at, sizes[0])
            length, at = _number(data, at, sizes[1])
            extents.append(_Extent(base + offset, length))
        yield item, extents


def _number(data: bytes, at: int, size: int) -> tuple[int, int]:
    if at + size > len(data):
        raise ValueError("cut off")
    return int.from_bytes(data[at : at + size], "big"), at + size
