"""Removes metadata from a GIF, block by block; the compressed frames are never touched."""

from apps.tools.plugins.image.removal import Findings, Policy, tells_place

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
_SHOWN = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})
"""These say how often the animation repeats."""
_PROFILE, _XMP = b"ICCRGBG1012", b"XMP DataXMP"


def strip_gif(data: bytes, policy: Policy, findings: Findings) -> bytes:
    """The GIF without its metadata. Raises ValueError where it is damaged."""
    at = _after_colours(data, 10, 13)
    kept = [data[:at]]
    while (kind := _byte(data, at)) != _TRAILER:
        start = at
        if kind == _IMAGE:
            at = _after_blocks(data, _after_colours(data, at + 9, at + 10) + 1)
            kept.append(data[start:at])
        elif kind == _EXTENSION:
            at = _after_blocks(data, at + 2)
            if _stays(data[start:at], policy=policy, findings=findings):
                kept.append(data[start:at])
        else:
            raise ValueError("neither a frame nor an extension")
    if data[at + 1 :].strip(b"\0"):
        findings.tell("what followed the picture")
    return b"".join((*kept, b";"))


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise ValueError("cut off")
    return data[at]


def _after_colours(data: bytes, flags_at: int, start: int) -> int:
    """Where a table of colours ends that flags may announce."""
    flags = _byte(data, flags_at)
    return start + (3 << (flags & 7) + 1 if flags & 0x80 else 0)


def _after_blocks(data: bytes, at: int) -> int:
    """Where a row of blocks ends, each behind its length, the last of length 0."""
    while length := _byte(data, at):
        at += 1 + length
    return at + 1


def _stays(extension: bytes, *, policy: Policy, findings: Findings) -> bool:
    label, name = extension[1], extension[3:14]
    if label == _APPLICATION and name == _PROFILE:
        if not policy.keep_profile:
            findings.tell("colour profile (ICC)")
        return policy.keep_profile
    if policy.remove == "gps":
        told = label == _APPLICATION and name == _XMP and tells_place(extension)
        if told:
            findings.tell("place (GPS) in XMP")
        return not told
    if label == _COMMENT:
        findings.tell("comment")
        return False
    if label == _APPLICATION and name not in _SHOWN:
        findings.tell("description (XMP)" if name == _XMP else "data of applications")
        return False
    return True
