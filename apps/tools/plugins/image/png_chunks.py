"""Removes metadata from a PNG, chunk by chunk; the compressed picture is never touched."""

import struct
import zlib
from collections.abc import Iterator

from apps.tools.plugins.image.removal import Findings, Policy, kept_exif, kept_xmp

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SHOWN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs sPLT hIST cICP mDCV cLLI acTL fcTL fdAT".split()
)
"""Without these the picture would look different, or not move."""
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_XMP = b"XML:com.adobe.xmp\0"
_RAW_PROFILE = b"Raw profile type "
"""How ImageMagick keeps EXIF and XMP in a text."""


def strip_png(data: bytes, policy: Policy, findings: Findings) -> bytes:
    """The PNG without its metadata. Raises ValueError where it is damaged."""
    kept = [_SIGNATURE]
    for kind, body in _chunks(data):
        rest = _kept(kind, body, policy=policy, findings=findings)
        if rest is not None:
            kept.append(struct.pack(">I", len(rest)) + kind + rest)
            kept.append(struct.pack(">I", zlib.crc32(rest, zlib.crc32(kind))))
    if len(data) > _end(data):
        findings.tell("what followed the picture")
    return b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at) if at + 12 <= len(data) else (len(data), b"")
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length) if len(body) == length else (None,)
        if checksum != zlib.crc32(body, zlib.crc32(kind)):
            raise ValueError("a chunk is damaged or cut off")
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + length


def _end(data: bytes) -> int:
    return len(_SIGNATURE) + sum(12 + len(body) for _, body in _chunks(data))


def _kept(kind: bytes, body: bytes, *, policy: Policy, findings: Findings) -> bytes | None:
    """What stays of a chunk's body; None for nothing of the chunk."""
    if kind == b"eXIf":
        return kept_exif(body, policy, findings)
    if kind == b"iCCP":
        if not policy.keep_profile:
            findings.tell("colour profile (ICC)")
        return body if policy.keep_profile else None
    if kind == b"iTXt" and body.startswith(_XMP):
        return _kept_xmp(body, policy=policy, findings=findings)
    told = _complaint(kind, body, policy=policy)
    if told:
        findings.tell(told)
    return None if told else body


def _complaint(kind: bytes, body: bytes, *, policy: Policy) -> str | None:
    """Why the chunk must go, or None."""
    if policy.remove == "gps":
        hidden = kind in _TEXTS and body.startswith(_RAW_PROFILE)
        return "camera data in a text, which may tell the place" if hidden else None
    # A capital first letter marks what a decoder must understand.
    if kind in _SHOWN or kind[:1].isupper():
        return None
    if kind == b"tIME":
        return "time of the last change"
    return "texts" if kind in _TEXTS else "data of applications"


def _kept_xmp(body: bytes, *, policy: Policy, findings: Findings) -> bytes | None:
    """The packet of an uncompressed text; a compressed one goes whole, as it is not looked into."""
    compressed = body[len(_XMP) : len(_XMP) + 1] != b"\0"
    if compressed:
        findings.tell("description (XMP)")
        return None
    fields = body[len(_XMP) + 2 :].split(b"\0", 2)
    packet = kept_xmp(fields[-1], policy, findings)
    return body[: len(body) - len(fields[-1])] + packet if packet else None
