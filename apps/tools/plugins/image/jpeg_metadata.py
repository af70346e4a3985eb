"""Removes metadata from a JPEG, segment by segment, and changes the tag that viewers turn it by."""

from collections.abc import Iterator

from apps.tools.plugins.image.exif_block import ExifError, orientation_block, with_orientation
from apps.tools.plugins.image.jpeg_segments import (
    ADOBE,
    APP0,
    APP1,
    APP2,
    APP13,
    COMMENT,
    EXIF,
    ICC,
    JFIF,
    MULTI_PICTURE,
    XMP,
    XMP_MORE,
    Segment,
    split_jpeg,
)
from apps.tools.plugins.image.removal import Findings, Policy, kept_exif, kept_xmp, tells_place

_SHOWN = (ICC, ADOBE)
"""What colours mean, and how they are stored."""


def strip_jpeg(data: bytes, policy: Policy, findings: Findings) -> bytes:
    """The JPEG without its metadata; the compressed picture stays. Raises ValueError where it is damaged."""
    jpeg = split_jpeg(data)
    if jpeg.tail.strip(b"\0"):
        findings.tell("what followed the picture, such as previews or a film")
    return jpeg.join(
        kept for segment in jpeg.segments for kept in _kept(segment, policy=policy, findings=findings)
    )


def tag_jpeg(data: bytes, orientation: int) -> bytes:
    """The JPEG with this EXIF orientation, and nothing else changed. Raises ValueError if damaged."""
    jpeg = split_jpeg(data)
    segments, tagged = [], False
    for segment in jpeg.segments:
        if segment.data.startswith(EXIF) and not tagged:
            tagged = True
            segments.append(Segment(APP1, EXIF + _tagged(segment.data[len(EXIF) :], orientation)))
        else:
            segments.append(segment)
    if not tagged:
        # JFIF wants to be the first segment, EXIF the next.
        at = 1 if segments and segments[0].marker == APP0 else 0
        segments.insert(at, Segment(APP1, EXIF + orientation_block(orientation)))
    return jpeg.join(segments)


def _tagged(block: bytes, orientation: int) -> bytes:
    try:
        return with_orientation(block, orientation)
    except ExifError:
        return orientation_block(orientation)


def _kept(segment: Segment, *, policy: Policy, findings: Findings) -> Iterator[Segment]:
    """What stays of a segment: the whole, a part, or nothing."""
    for prefix, keep in ((EXIF, kept_exif), (XMP, kept_xmp)):
        if segment.marker == APP1 and segment.data.startswith(prefix):
            if rest := keep(segment.data[len(prefix) :], policy, findings):
                yield Segment(APP1, prefix + rest)
            return
    if segment.marker == APP2 and segment.data.startswith(ICC) and not policy.keep_profile:
        findings.tell("colour profile (ICC)")
    elif not segment.is_metadata or segment.data.startswith(_SHOWN):
        yield segment
    elif policy.remove == "gps":
        # Pictures within the picture have places of their own, and what this names is cut off anyway.
        if segment.data.startswith(MULTI_PICTURE) or (
            segment.data.startswith(XMP_MORE) and tells_place(segment.data)
        ):
            findings.tell("further pictures and data that may tell the place")
        else:
            yield segment
    elif segment.marker == APP0 and segment.data.startswith(JFIF):
        yield _without_thumbnail(segment, findings)
    else:
        findings.tell(_name(segment))


def _without_thumbnail(segment: Segment, findings: Findings) -> Segment:
    header = 14
    if len(segment.data) <= header:
        return segment
    findings.tell("preview")
    return Segment(APP0, segment.data[: header - 2] + b"\0\0")


def _name(segment: Segment) -> str:
    if segment.marker == COMMENT:
        return "comment"
    if segment.marker == APP13:
        return "press data (IPTC)"
    if segment.data.startswith(XMP_MORE):
        return "description (XMP)"
    if segment.data.startswith(MULTI_PICTURE):
        return "previews"
    return "data of applications"
