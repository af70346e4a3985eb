"""Changes an EXIF block where it stands: its orientation, and the place that it tells.

A block is a small TIFF file (EXIF 2.32, 4.5): a header, then directories of 12-byte entries whose longer
values lie at offsets from the start, so nothing may move.
"""

import struct
from dataclasses import dataclass

ORIENTATION, GPS = 0x0112, 0x8825
_DIRECTORIES = frozenset({0x8769, GPS, 0xA005})
"""Tags whose value is the place of another directory: the camera's, the place's, and interoperability's."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_SHORT = 3
_MAX_ENTRIES = 1_000
_MAX_DIRECTORIES = 2_000
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    at: int
    tag: int
    kind: int
    count: int
    value: bytes


class ExifError(ValueError):
    """The block is not a TIFF structure."""


def orientation_block(orientation: int) -> bytes:
    """A block that says nothing but which way up the picture is."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, _SHORT, 1, orientation, 0, 0)


def with_orientation(block: bytes, orientation: int) -> bytes:
    """The block with this orientation; every other tag stays. Raises ExifError."""
    order, start = _header(block)
    entries, following = _directory(block, start, order)
    value = struct.pack(f"{order}HH", orientation, 0)
    for entry in entries:
        if entry.tag == ORIENTATION:
            kind = struct.pack(f"{order}HI", _SHORT, 1)
            return block[: entry.at + 2] + kind + value + block[entry.at + 12 :]
    kept = {entry.tag: block[entry.at : entry.at + 12] for entry in entries}
    kept[ORIENTATION] = struct.pack(f"{order}HHI", ORIENTATION, _SHORT, 1) + value
    # The grown directory goes to the end; the old one stays behind, unused.
    grown = b"".join(kept[tag] for tag in sorted(kept))
    padded = block + b"\0" * (len(block) % 2)
    directory = struct.pack(f"{order}H", len(kept)) + grown + struct.pack(f"{order}I", following)
    return padded[:4] + struct.pack(f"{order}I", len(padded)) + padded[8:] + directory


def orientation_of(block: bytes) -> int:
    """The orientation from 1 to 8; 1 where none is told. Raises ExifError."""
    order, start = _header(block)
    for entry in _directory(block, start, order)[0]:
        if entry.tag == ORIENTATION:
            (found,) = struct.unpack_from(f"{order}H", entry.value)
            return int(found) if 1 <= found <= 8 else 1  # noqa: PLR2004 - EXIF has eight
    return 1


def without(block: bytes, tags: frozenset[int]) -> bytes | None:
    """The block without these tags, whose bytes are zeroed; None if it has none of them. Raises ExifError."""
    order, start = _header(block)
    blank = bytearray(block)
    seen: set[int] = set()
    found = False
    while start and start not in seen and len(seen) < _MAX_DIRECTORIES:
        seen.add(start)
        entries, following = _directory(blank, start, order)
        if gone := [entry for entry in entries if entry.tag in tags]:
            found = True
            kept = b"".join(block[entry.at : entry.at + 12] for entry in entries if entry.tag not in tags)
            for entry in gone:
                _erase(blank, entry, order)
            head, tail = struct.pack(f"{order}H", len(kept) // 12), struct.pack(f"{order}I", following)
            end = min(start + 2 + 12 * len(entries) + 4, len(blank))
            blank[start:end] = (head + kept + tail).ljust(end - start, b"\0")[: end - start]
        start = following
    return bytes(blank) if found else None


def _erase(blank: bytearray, entry: _Entry, order: str, *, depth: int = 0) -> None:
    """Zero what an entry points to: a long value, or a directory with all that it points to."""
    if depth > _MAX_DEPTH:
        raise ExifError("directories within directories without end")
    (at,) = struct.unpack(f"{order}I", entry.value)
    if entry.tag not in _DIRECTORIES:
        size = _SIZES.get(entry.kind, 1) * entry.count
        if size > len(entry.value):
            _zero(blank, at, at + size)
        return
    entries, _ = _directory(blank, at, order)
    _zero(blank, at, at + 2 + 12 * len(entries) + 4)
    for inner in entries:
        _erase(blank, inner, order, depth=depth + 1)


def _zero(blank: bytearray, start: int, end: int) -> None:
    end = min(end, len(blank))
    blank[start:end] = bytes(max(0, end - start))


def _header(block: bytes) -> tuple[str, int]:
    """The byte order as struct writes it, and where the first directory is."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(block[:4]))
    if order is None or len(block) < 8:  # noqa: PLR2004 - the header's length
        raise ExifError("no TIFF header")
    (start,) = struct.unpack_from(f"{order}I", block, 4)
    return order, int(start)


def _directory(block: bytes | bytearray, start: int, order: str) -> tuple[list[_Entry], int]:
    """The entries of a directory, and where the next one is."""
    try:
        (count,) = struct.unpack_from(f"{order}H", block, start)
        if count > _MAX_ENTRIES:
            raise ExifError("too many entries")
        places = [start + 2 + 12 * number for number in range(count)]
        entries = [_Entry(at, *struct.unpack_from(f"{order}HHI4s", block, at)) for at in places]
        end = start + 2 + 12 * count
        # Some cameras leave out the pointer after the last directory.
        (following,) = struct.unpack_from(f"{order}I", block, end) if end + 4 <= len(block) else (0,)
    except struct.error:
        raise ExifError("cut off") from None
    return entries, following
