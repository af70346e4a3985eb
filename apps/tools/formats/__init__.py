"""The one table of file formats: extension, media type, family, and the bytes a file of it starts with."""

from collections.abc import Iterable

from apps.tools.formats import archive, audio, data, document, geo, image, shape, text, video
from apps.tools.formats.format import Family, Format, Signature, starts

__all__ = [
    "BINARY",
    "FORMATS",
    "SNIFF_SIZE",
    "Family",
    "Format",
    "format_of_name",
    "recognize",
    "refutes",
    "sniff",
]

SNIFF_SIZE = 4096
"""The API looks at no more bytes of a file than these."""

_TABLES = (image, document, video, audio, data, geo, archive, text, shape)
FORMATS: dict[str, Format] = {entry.id: entry for table in _TABLES for entry in table.FORMATS}

BINARY = Format("bin", "File", "other", ("application/octet-stream",))
"""Of a file that is none of those; no tool that names its formats takes it."""

_BY_EXTENSION = {extension: entry for entry in FORMATS.values() for extension in entry.extensions}
_TEXTS = tuple(entry for entry in FORMATS.values() if not entry.signatures)
_REFUSED = starts(b"%!PS", b"\xc5\xd0\xd3\xc6")
"""PostScript looks like text, but is a program for its reader."""


def format_of_name(name: str) -> Format | None:
    """The format that a file's extension claims, if we know it; `tar.gz` goes before `gz`."""
    parts = name.lower().split(".")
    longer, shorter = ".".join(parts[-2:]) if len(parts) > 2 else "", parts[-1]  # noqa: PLR2004 - a.b.c
    return (_BY_EXTENSION.get(longer) or _BY_EXTENSION.get(shorter)) if len(parts) > 1 else None


def _matches(head: bytes, signatures: Iterable[Signature]) -> bool:
    return any(
        all(head[at : at + len(piece)] == piece for at, piece in signature) for signature in signatures
    )


def _is_text(head: bytes) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" not in head


def sniff(head: bytes) -> tuple[Format, ...]:
    """The formats that a file starting with these bytes can be; empty when the bytes say nothing."""
    found = tuple(entry for entry in FORMATS.values() if _matches(head, entry.signatures))
    if any(not entry.wordy for entry in found) or not head or _matches(head, _REFUSED) or not _is_text(head):
        return found
    return (*found, *_TEXTS)


def recognize(head: bytes) -> Format | None:
    """The format of a nameless file, if its first bytes leave no doubt: a ZIP of any kind is a ZIP."""
    seen = sniff(head)
    plain = [entry for entry in seen if entry.refines not in {other.id for other in seen}]
    archives = [entry for entry in plain if entry.family == "archive"]
    return next((found[0] for found in (plain, archives) if len(found) == 1), None)


def refutes(head: bytes, claimed: Format) -> bool:
    """Whether the first bytes show that a file is not what its name claims."""
    seen = sniff(head)
    if claimed.opaque:
        return any(entry.signatures and not entry.wordy for entry in seen)
    return claimed not in seen
