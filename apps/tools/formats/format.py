"""What is known of a file format, and the words that its signatures are written with."""

from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "image",
    "document",
    "audio",
    "video",
    "subtitle",
    "data",
    "geo",
    "archive",
    "text",
    "font",
    "mesh",
    "other",
]
Signature = tuple[tuple[int, bytes], ...]
"""Pieces that must all be found, each at its offset."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format; `id` is also its preferred extension. No signatures means that it is text.

    A `wordy` signature may also begin an ordinary text. An `opaque` format may begin with any bytes.
    A file of a format that `refines` another is one of that too, and is taken for it without its extension.
    """

    id: str
    title: str
    family: Family
    media_types: tuple[str, ...]
    signatures: tuple[Signature, ...] = ()
    other_extensions: tuple[str, ...] = ()
    wordy: bool = False
    opaque: bool = False
    refines: str | None = None

    @property
    def extensions(self) -> tuple[str, ...]:
        """All extensions, the preferred one first."""
        return (self.id, *self.other_extensions)

    @property
    def media_type(self) -> str:
        """The media type to serve a file of this format with."""
        return self.media_types[0]


def starts(*prefixes: bytes) -> tuple[Signature, ...]:
    """Signatures of files that start with one of these."""
    return tuple(((0, prefix),) for prefix in prefixes)


def boxes(*brands: bytes) -> tuple[Signature, ...]:
    """Signatures of ISO media files of one of these brands."""
    return tuple(((4, b"ftyp"), (8, brand)) for brand in brands)


def riff(kind: bytes) -> tuple[Signature, ...]:
    """The signature of a RIFF file of this kind."""
    return (((0, b"RIFF"), (8, kind)),)


ZIP = starts(b"PK\x03\x04", b"PK\x05\x06")
OLE = starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
SQLITE = starts(b"SQLite format 3\0")
SEVEN_ZIP = starts(b"7z\xbc\xaf\x27\x1c")
TAR: tuple[Signature, ...] = (((257, b"ustar"),),)
MATROSKA = starts(b"\x1aE\xdf\xa3")
ASF = starts(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
OGG = starts(b"OggS")
_BRANDS = tuple(
    b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 mp71 avc1 dash cmfc mmp4 XAVC".split()
)
_APPLE_BRANDS = (b"M4V ", b"M4VH", b"M4VP", b"M4A ", b"M4B ", b"qt  ", b"3gp", b"3g2", b"MSNV", b"f4v ")
_QUICKTIME_ATOMS: tuple[Signature, ...] = (((4, b"moov"),), ((4, b"mdat"),), ((4, b"wide"),))
MPEG4 = (*boxes(*_BRANDS, *_APPLE_BRANDS), *_QUICKTIME_ATOMS)
