"""Takes a JPEG apart into its segments and puts it together again, the compressed picture untouched."""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

EXIF, XMP, XMP_MORE = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
ICC, ADOBE, JFIF, MULTI_PICTURE = b"ICC_PROFILE\0", b"Adobe", b"JFIF\0", b"MPF\0"
APP0, APP1, APP2, APP13, APP14, COMMENT = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_AFTER_SCAN = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""A marker within compressed data: neither a stuffed zero nor a restart."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands before the compressed picture: tables, headers and metadata."""

    marker: int
    data: bytes

    @property
    def is_metadata(self) -> bool:
        """Whether it is an application's block or a comment, not needed to decode the picture."""
        return APP0 <= self.marker <= APP0 + 15 or self.marker == COMMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Jpeg:
    """A JPEG in three parts; the scan begins with its own header and ends with the end marker."""

    segments: tuple[Segment, ...]
    scan: bytes
    tail: bytes

    def join(self, segments: Iterable[Segment]) -> bytes:
        """The same picture with other segments, and nothing after its end."""
        blocks = [
            struct.pack(">BBH", 0xFF, segment.marker, len(segment.data) + 2) + segment.data
            for segment in segments
        ]
        return b"\xff\xd8" + b"".join(blocks) + self.scan


def split_jpeg(data: bytes) -> Jpeg:
    """Take a JPEG apart; raises ValueError where it is damaged."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    segments: list[Segment] = []
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker == _SOS:
            start = at - 2
            end = _end_of_scans(data, at)
            return Jpeg(segments=tuple(segments), scan=data[start:end], tail=data[end:])
        body = _body(data, at)
        segments.append(Segment(marker, body))
        at += 2 + len(body)


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at this place, which fill bytes may precede, and where it ends."""
    start = at
    while data[at : at + 1] == b"\xff":
        at += 1
    if at == start or at >= len(data) or data[at] in {0, _SOI, _EOI}:
        raise ValueError("no marker where one should be")
    return data[at], at + 1


def _body(data: bytes, at: int) -> bytes:
    size = int.from_bytes(data[at : at + 2], "big")
    body = data[at + 2 : at + size]
    if size < 2 or len(body) != size - 2:  # noqa: PLR2004 - the length counts itself
        raise ValueError("a segment is cut off")
    return body


def _end_of_scans(data: bytes, at: int) -> int:
    """Where the last scan's end marker ends; progressive pictures have several, with tables between them."""
    while found := _AFTER_SCAN.search(data, at + 2 + len(_body(data, at))):
        if found[1][0] == _EOI:
            return found.end()
        at = found.end()
    raise ValueError("no end")
