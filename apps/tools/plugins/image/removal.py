"""What `image-strip-metadata` is to remove, what it removed, and what stays of EXIF and XMP blocks."""

import re
from dataclasses import dataclass, field
from typing import Literal

from apps.tools.plugins.image.exif_block import GPS, ExifError, orientation_block, orientation_of, without

_PLACE = re.compile("^(gps|latitude|longitude|absolutealtitude|relativealtitude)", re.IGNORECASE)
"""The names that cameras and drones give to parts of a place in XMP."""
_PLACE_BYTES = re.compile(rb"gps|latitude|longitude", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is to go: everything or the place alone; and whether the colour profile stays."""

    remove: Literal["all", "gps"]
    keep_profile: bool = True


@dataclass(slots=True)
class Findings:
    """The kinds of metadata that were removed, each once, in the order found."""

    removed: list[str] = field(default_factory=list)

    def tell(self, what: str) -> None:
        """Note that something was removed."""
        if what not in self.removed:
            self.removed.append(what)


def kept_exif(block: bytes, policy: Policy, findings: Findings) -> bytes | None:
    """What stays of an EXIF block: all but the place, or only which way is up; None for nothing."""
    try:
        if policy.remove == "gps":
            rest = without(block, frozenset({GPS}))
            if rest is not None:
                findings.tell("place (GPS)")
            return block if rest is None else rest
        orientation = orientation_of(block)
    except ExifError:
        findings.tell("camera data (EXIF) that could not be read")
        return None
    upright = orientation_block(orientation)
    if block != upright:
        findings.tell("camera data (EXIF)")
    return upright if orientation > 1 else None


def kept_xmp(packet: bytes, policy: Policy, findings: Findings) -> bytes | None:
    """What stays of an XMP packet: all but the place, or nothing; no longer than it was."""
    if policy.remove == "all":
        findings.tell("description (XMP)")
        return None
    if not _PLACE_BYTES.search(packet):
        return packet
    findings.tell("place (GPS) in XMP")
    rest = _without_place(packet)
    return rest if rest is not None and len(rest) <= len(packet) else None


def tells_place(data: bytes) -> bool:
    """Whether the words for a place are somewhere in the data."""
    return _PLACE_BYTES.search(data) is not None


def _without_place(packet: bytes) -> bytes | None:
    """The packet without the properties of a place; None where it is no plain XML."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(packet.strip(b"\0 \n\r\t"), parser)
    except etree.XMLSyntaxError:
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        return None
    for node in list(root.iter(etree.Element)):
        for name in [name for name in node.attrib if _PLACE.match(etree.QName(name).localname)]:
            del node.attrib[name]
        parent = node.getparent()
        if parent is not None and _PLACE.match(etree.QName(node).localname):
            parent.remove(node)
    return etree.tostring(root.getroottree(), encoding="utf-8")
