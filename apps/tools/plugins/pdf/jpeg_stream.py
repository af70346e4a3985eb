"""Reads a JPEG as far as a PDF needs to know it, and leaves out what tells of its maker and place."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BASELINE_TO_PROGRESSIVE = frozenset({0xC0, 0xC1, 0xC2})
_START_OF_SCAN, _ADOBE = 0xDA, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""All markers of a frame; between them are those of tables."""
_LEFT_OUT = frozenset({*range(0xE0, 0xF0), 0xFE}) - {_ADOBE}
"""APP0 to APP15 and comments: thumbnails, EXIF, XMP, profiles, which a PDF keeps elsewhere or not at all."""
_CHANNELS = frozenset({1, 3, 4})


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegStream:
    """A JPEG that any PDF reader can draw; `inverted` when it stores how much ink is missing."""

    data: bytes
    width: int
    height: int
    channels: int
    inverted: bool


def read_jpeg(path: Path) -> JpegStream | None:
    """The JPEG without its metadata, or None when it is of a kind that PDFs cannot hold."""
    data = path.read_bytes()
    kept, adobe, frame = [data[:2]], False, b""
    scan = len(data)
    for marker, start, end in _segments(data):
        if marker == _START_OF_SCAN:
            scan = start
            break
        if marker in _FRAMES:
            if marker not in _BASELINE_TO_PROGRESSIVE:
                return None
            frame = data[start + 4 : end]
        adobe |= marker == _ADOBE
        if marker not in _LEFT_OUT:
            kept.append(data[start:end])
    if len(frame) < 6 or frame[0] != 8 or frame[5] not in _CHANNELS:  # noqa: PLR2004 - bytes, bits
        return None
    return JpegStream(
        data=b"".join((*kept, data[scan:])),
        width=int.from_bytes(frame[3:5]),
        height=int.from_bytes(frame[1:3]),
        channels=frame[5],
        inverted=adobe and frame[5] == 4,  # noqa: PLR2004 - cyan, magenta, yellow, black
    )


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment before the pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - begins a marker
        if data[at + 1] == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        yield data[at + 1], at, end
        at = end
