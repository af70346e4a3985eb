"""Removes metadata from a TIFF where it stands: the strips of pixels, and where they lie, stay."""

from apps.tools.plugins.image.exif_block import GPS, without
from apps.tools.plugins.image.removal import Findings, Policy, tells_place

_PROFILE = 34675
_TAGS = {
    "texts": frozenset({269, 270, 285, 305, 306, 315, 316, 33432, *range(0x9C9B, 0x9CA0)}),
    "camera data (EXIF)": frozenset({271, 272, 34665, 40965, 37500, 50341}),
    "place (GPS)": frozenset({GPS}),
    "description (XMP)": frozenset({700}),
    "press data (IPTC)": frozenset({33723, 34377, 37724}),
}


def strip_tiff(data: bytes, policy: Policy, findings: Findings) -> bytes:
    """The TIFF without its metadata. Raises ValueError where it is damaged."""
    wanted = dict(_TAGS)
    if policy.remove == "gps":
        wanted = {"place (GPS)": frozenset({GPS})}
        # XMP is told apart by its words alone, and goes whole: its length is part of the directory.
        if b"<x:xmpmeta" in data and tells_place(data):
            wanted["description (XMP)"] = frozenset({700})
    if not policy.keep_profile:
        wanted["colour profile (ICC)"] = frozenset({_PROFILE})
    for name, tags in wanted.items():
        rest = without(data, tags)
        if rest is not None:
            findings.tell(name)
            data = rest
    return data
