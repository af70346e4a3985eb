"""Removes metadata from a WebP, chunk by chunk; the compressed picture is never touched."""

import struct
from collections.abc import Iterator

from apps.tools.plugins.image.removal import Findings, Policy, kept_exif, kept_xmp

_HEADER = 12
_SHOWN = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_FLAGS = {b"ICCP": 0x20, b"EXIF": 0x08, b"XMP ": 0x04}
"""The bits of the extended header that announce chunks."""
_EXIF_PREFIX = b"Exif\0\0"
"""Some writers keep the prefix that JPEG wants."""


def strip_webp(data: bytes, policy: Policy, findings: Findings) -> bytes:
    """The WebP without its metadata. Raises ValueError where it is damaged."""
    size = struct.unpack_from("<I", data, 4)[0] + 8 if len(data) > _HEADER else 0
    if not _HEADER < size <= len(data):
        raise ValueError("cut off")
    if len(data) > size:
        findings.tell("what followed the picture")
    kept = [
        (kind, rest)
        for kind, body in _chunks(data[:size])
        if (rest := _kept(kind, body, policy=policy, findings=findings)) is not None
    ]
    announced = sum(_FLAGS.get(kind, 0) for kind, _ in kept)
    chunks = b"".join(
        struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2)
        for kind, body in ((kind, _header(kind, body, announced)) for kind, body in kept)
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _HEADER
    while at < len(data):
        if at + 8 > len(data):
            raise ValueError("a chunk's header is cut off")
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise ValueError("a chunk is cut off")
        yield kind, body
        at += 8 + length + length % 2


def _header(kind: bytes, body: bytes, announced: int) -> bytes:
    """The extended header announces only what is still there; other chunks stay as they are."""
    if kind != b"VP8X" or not body:
        return body
    return bytes([body[0] & ~sum(_FLAGS.values()) | announced]) + body[1:]


def _kept(kind: bytes, body: bytes, *, policy: Policy, findings: Findings) -> bytes | None:
    if kind == b"EXIF":
        block = kept_exif(body.removeprefix(_EXIF_PREFIX), policy, findings)
        return body if block is not None and body.endswith(block) else block
    if kind == b"XMP ":
        return kept_xmp(body, policy, findings)
    if kind == b"ICCP":
        if not policy.keep_profile:
            findings.tell("colour profile (ICC)")
        return body if policy.keep_profile else None
    if kind == b"VP8X" or kind in _SHOWN or policy.remove == "gps":
        return body
    findings.tell("data of applications")
    return None
