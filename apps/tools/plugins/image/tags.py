"""Turns the tags of EXIF, IPTC and XMP into names and bounded, printable texts."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image, ImageFile

MAX_TAGS = 2_000
MAX_SECTION = 64 * 1024
MAX_TEXT = 1_000
MAX_XMP = 4 * 1024 * 1024
_MAX_PARTS = 64

_IPTC = {
    5: "ObjectName", 7: "EditStatus", 10: "Urgency", 15: "Category", 20: "SupplementalCategories",
    25: "Keywords", 40: "SpecialInstructions", 55: "DateCreated", 60: "TimeCreated",
    62: "DigitalCreationDate", 63: "DigitalCreationTime", 65: "OriginatingProgram", 80: "Byline",
    85: "BylineTitle", 90: "City", 92: "SubLocation", 95: "ProvinceState", 100: "CountryCode",
    101: "Country", 103: "OriginalTransmissionReference", 105: "Headline", 110: "Credit", 115: "Source",
    116: "CopyrightNotice", 118: "Contact", 120: "Caption", 122: "Writer",
}  # fmt: skip
_IPTC_APPLICATION = 2
_POINTERS = {34665, 34853, 40965, 330}
_BLOCKS = {700, 33723, 34377, 34675}
"""XMP, IPTC, Photoshop and ICC blocks inside a TIFF; they are read as what they are."""
_CHARSETS = (b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0", b"\0" * 8)


def text_of(value: Any) -> str:
    """A value as people read it: 1/250, 2.8, text; binary data by its length."""
    if isinstance(value, bytes):
        return _text_of_bytes(value)
    if isinstance(value, tuple | list):
        return ", ".join(text_of(part) for part in value[:_MAX_PARTS])[:MAX_TEXT]
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return _text_of_ratio(value)
    return _printable(str(value)[: 2 * MAX_TEXT])


def _text_of_bytes(value: bytes) -> str:
    body = value[8:] if value[:8] in _CHARSETS else value
    text = body[: 4 * MAX_TEXT].rstrip(b"\0 ").decode("utf-8", "replace")
    if "\ufffd" in text or any(ord(character) < 32 and character not in "\t\n\r" for character in text):  # noqa: PLR2004 - control characters
        return f"{len(value)} bytes"
    return _printable(text)


def _text_of_ratio(value: Any) -> str:
    if not value.denominator:
        return "undefined"
    ratio = Fraction(int(value.numerator), int(value.denominator))
    return str(ratio) if 0 < ratio < 1 and ratio.numerator == 1 else f"{float(ratio):.10g}"


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable() or character in "\t\n")[
        :MAX_TEXT
    ].strip()


def _name(tag: int) -> str:
    from PIL.ExifTags import TAGS

    return TAGS.get(tag, f"Tag0x{tag:04X}")


def read_exif(exif: "Image.Exif") -> dict[str, str]:
    """The tags of the picture and of the camera's sub-IFD, by name."""
    from PIL.ExifTags import IFD

    found: dict[str, str] = {}
    for tags in (exif, exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.Interop)):
        found |= _named({tag: value for tag, value in tags.items() if tag not in _POINTERS | _BLOCKS})
    return found


def _named(tags: Mapping[int, Any]) -> dict[str, str]:
    return _filled({_name(tag): text_of(value) for tag, value in tags.items()})


def _filled(tags: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in tags.items() if text}


def bounded(tags: Mapping[str, str]) -> dict[str, str]:
    """As many of the tags as an answer may hold, in their order."""
    kept: dict[str, str] = {}
    size = 0
    for name, text in tags.items():
        size += len(name.encode()) + len(text.encode())
        if size > MAX_SECTION or len(kept) == MAX_TAGS:
            break
        kept[name] = text
    return kept


def read_iptc(image: "ImageFile.ImageFile") -> dict[str, str]:
    """The press tags (record 2) of a JPEG or TIFF."""
    from PIL.IptcImagePlugin import getiptcinfo

    tags = getiptcinfo(image) or {}
    named = {
        _IPTC.get(tag, f"Dataset{tag}"): text_of(value)
        for (record, tag), value in tags.items()
        if record == _IPTC_APPLICATION
    }
    return _filled(named)


def read_xmp(packet: bytes | str | None) -> dict[str, str]:
    """The properties of an XMP packet by their prefixed names; nothing where it is not plain XML."""
    from lxml import etree

    if not packet or len(packet) > MAX_XMP:
        return {}
    data = packet.encode() if isinstance(packet, str) else packet
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data.strip(b"\0 \n\r\t"), parser)
    except etree.XMLSyntaxError:
        return {}
    if root.getroottree().docinfo.internalDTD is not None:
        return {}
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    found: dict[str, str] = {}
    for description in root.iter(f"{rdf}Description"):
        for name, value in description.attrib.items():
            if not str(name).startswith(rdf):
                found[_prefixed(str(name), description.nsmap)] = text_of(str(value))
        for child in description:
            if isinstance(child.tag, str):
                texts = [text.strip() for text in child.itertext() if isinstance(text, str) and text.strip()]
                found[_prefixed(child.tag, child.nsmap)] = text_of(texts)
    return _filled(found)


def _prefixed(name: str, prefixes: Mapping[str | None, str]) -> str:
    namespace, _, local = name[1:].rpartition("}")
    known = {address: prefix for prefix, address in prefixes.items()}
    return f"{known.get(namespace) or 'xmp'}:{local}" if namespace else name
