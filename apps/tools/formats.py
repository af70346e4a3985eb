"""The one table of file formats: extension, media type, family, and the bytes a file of it starts with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Family = Literal["image", "document", "audio", "video", "data", "geo", "archive", "text", "other"]
Signature = tuple[tuple[int, bytes], ...]
"""Pieces that must all be found, each at its offset."""

SNIFF_SIZE = 4096
"""The API looks at no more bytes of a file than these."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format; `id` is also its preferred extension. No signatures means that it is text."""

    id: str
    title: str
    family: Family
    media_types: tuple[str, ...]
    signatures: tuple[Signature, ...] = ()
    other_extensions: tuple[str, ...] = ()

    @property
    def extensions(self) -> tuple[str, ...]:
        """All extensions, the preferred one first."""
        return (self.id, *self.other_extensions)

    @property
    def media_type(self) -> str:
        """The media type to serve a file of this format with."""
        return self.media_types[0]


def _starts(*prefixes: bytes) -> tuple[Signature, ...]:
    return tuple(((0, prefix),) for prefix in prefixes)


def _boxes(*brands: bytes) -> tuple[Signature, ...]:
    return tuple(((4, b"ftyp"), (8, brand)) for brand in brands)


_MPEG4_BRANDS = tuple(
    b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 mp71 avc1 dash cmfc mmp4 XAVC".split()
)
_APPLE_BRANDS = (b"M4V ", b"M4VH", b"M4VP", b"M4A ", b"qt  ", b"3gp", b"3g2", b"MSNV", b"f4v ")
_QUICKTIME_ATOMS: tuple[Signature, ...] = (((4, b"moov"),), ((4, b"mdat"),), ((4, b"wide"),))
_MPEG4 = (*_boxes(*_MPEG4_BRANDS, *_APPLE_BRANDS), *_QUICKTIME_ATOMS)
_MATROSKA = _starts(b"\x1aE\xdf\xa3")
_ASF = _starts(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
_MPEG = _starts(b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")
_BITMAP: tuple[Signature, ...] = tuple(
    # "BM" alone would claim every text about BMW; the header's size follows at 14.
    ((0, b"BM"), (14, bytes([size, 0, 0, 0])))
    for size in (12, 40, 52, 56, 64, 108, 124)
)
_HEIF_BRANDS = (b"mif1", b"msf1")
"""Names of the container only: what is inside shows when it is opened."""

_FORMATS = (
    Format("jpg", "JPEG image", "image", ("image/jpeg",), _starts(b"\xff\xd8\xff"), ("jpeg", "jpe", "jfif")),
    Format("png", "PNG image", "image", ("image/png",), _starts(b"\x89PNG\r\n\x1a\n"), ("apng",)),
    Format("webp", "WebP image", "image", ("image/webp",), (((0, b"RIFF"), (8, b"WEBP")),)),
    Format("avif", "AVIF image", "image", ("image/avif",), _boxes(b"avif", b"avis", *_HEIF_BRANDS)),
    Format(
        "heic",
        "HEIC image",
        "image",
        ("image/heic", "image/heif"),
        _boxes(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", *_HEIF_BRANDS),
        ("heif", "hif"),
    ),
    Format("gif", "GIF image", "image", ("image/gif",), _starts(b"GIF87a", b"GIF89a")),
    Format(
        "tiff",
        "TIFF image",
        "image",
        ("image/tiff",),
        _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
        ("tif",),
    ),
    Format("bmp", "BMP image", "image", ("image/bmp",), _BITMAP, ("dib",)),
    Format("svg", "SVG drawing", "image", ("image/svg+xml",)),
    Format("pdf", "PDF document", "document", ("application/pdf",), _starts(b"%PDF-")),
    Format("mp4", "MPEG-4 video", "video", ("video/mp4",), _MPEG4),
    Format("m4v", "MPEG-4 video (Apple)", "video", ("video/x-m4v",), _MPEG4),
    Format("mov", "QuickTime video", "video", ("video/quicktime",), _MPEG4),
    Format("3gp", "3GPP video", "video", ("video/3gpp",), _MPEG4),
    Format("mkv", "Matroska video", "video", ("video/x-matroska",), _MATROSKA),
    Format("webm", "WebM video", "video", ("video/webm",), _MATROSKA),
    Format("avi", "AVI video", "video", ("video/x-msvideo",), (((0, b"RIFF"), (8, b"AVI ")),)),
    Format("flv", "Flash video", "video", ("video/x-flv",), _starts(b"FLV\x01")),
    Format("wmv", "Windows Media video", "video", ("video/x-ms-wmv",), _ASF, ("asf",)),
    Format("mpg", "MPEG video", "video", ("video/mpeg",), _MPEG, ("mpeg",)),
    Format("gpx", "GPX track", "geo", ("application/gpx+xml",)),
    Format("json", "JSON data", "data", ("application/json",)),
    Format("csv", "Comma-separated values", "data", ("text/csv",)),
    Format("txt", "Plain text", "text", ("text/plain",), (), ("text",)),
    Format("zip", "ZIP archive", "archive", ("application/zip",), _starts(b"PK\x03\x04", b"PK\x05\x06")),
)

BINARY = Format("bin", "File", "other", ("application/octet-stream",))
"""Of a file that is none of those; no tool that names its formats takes it."""

FORMATS: dict[str, Format] = {entry.id: entry for entry in _FORMATS}
_BY_EXTENSION = {extension: entry for entry in _FORMATS for extension in entry.extensions}
_REFUSED = _starts(b"%!PS", b"\xc5\xd0\xd3\xc6")
"""PostScript looks like text, but is a program for its reader."""


def format_of_name(name: str) -> Format | None:
    """The format that a file's extension claims, if we know it."""
    _, dot, extension = name.rpartition(".")
    return _BY_EXTENSION.get(extension.lower()) if dot else None


def _matches(head: bytes, signatures: Iterable[Signature]) -> bool:
    return any(
        all(head[at : at + len(piece)] == piece for at, piece in signature) for signature in signatures
    )


def _is_text(head: bytes) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" not in head


def sniff(head: bytes) -> tuple[Format, ...]:
    """The formats that a file starting with these bytes can be; empty when the bytes say nothing."""
    found = tuple(entry for entry in _FORMATS if _matches(head, entry.signatures))
    if found or not head or _matches(head, _REFUSED) or not _is_text(head):
        return found
    return tuple(entry for entry in _FORMATS if not entry.signatures)


def refutes(head: bytes, claimed: Format) -> bool:
    """Whether the first bytes show that a file is not what its name claims."""
    return claimed not in sniff(head)
