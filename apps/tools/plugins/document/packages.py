"""Looks into documents that are ZIP archives before an engine opens them."""

import zlib
from pathlib import Path
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.formats import FORMATS

MAX_MEMBERS: Final = 10_000
MAX_CONTENT: Final = 1024 * MiB
MAX_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 64 * MiB
"""Small documents may be as regular as they like."""
_MARKS: Final = {
    "docx": ("word/",), "pptx": ("ppt/",), "xlsx": ("xl/",), "epub": ("META-INF/container.xml",),
    "odt": ("content.xml",), "ods": ("content.xml",), "odp": ("content.xml",), "odg": ("content.xml",),
}  # fmt: skip
_MAIN_PARTS: Final = {
    "docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml",
    "odt": "content.xml", "ods": "content.xml", "odp": "content.xml", "odg": "content.xml",
}  # fmt: skip
_ENCRYPTED: Final = 0x1
_MANIFEST: Final = "META-INF/manifest.xml"
_MAX_MANIFEST: Final = 4 * MiB


def check_package(source: ToolInput, *, may_be_encrypted: bool = False) -> None:
    """Raise InvalidInputError for what is no such document, needs a password, or would unpack to too much."""
    with open_package(source) as package:
        members = package.infolist()
        refuse_bombs(source, members)
        names = {member.filename for member in members}
        if not any(name.startswith(_MARKS[source.format]) for name in names):
            raise InvalidInputError(
                f"'{source.name}' is a ZIP archive, but not a {FORMATS[source.format].title}.",
                code="input_mismatch",
            )
        if not may_be_encrypted and (_is_encrypted(members) or _has_encrypted_parts(package, names)):
            raise InvalidInputError(
                f"'{source.name}' is protected by a password. Remove the password first.",
                code="input_encrypted",
            )


def check_main_part(source: ToolInput) -> None:
    """Raise InvalidInputError when the XML that holds the text is broken, or defines entities.

    LibreOffice makes an empty document of the first without a word.
    """
    with open_package(source) as package:
        name = _MAIN_PARTS[source.format]
        if name not in package.namelist() or _has_encrypted_parts(package, set(package.namelist())):
            return
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            with package.open(name) as part:
                parser.ParseFile(part)
        except (expat.ExpatError, BadZipFile, OSError, EOFError, zlib.error, _DoctypeError):
            raise InvalidInputError(f"'{source.name}' is damaged: its part {name} cannot be read.") from None


class _DoctypeError(Exception):
    """A document type is declared, which no office does."""


def _refuse_doctype(*_: object) -> None:
    raise _DoctypeError


def open_package(source: ToolInput) -> ZipFile:
    """The archive; raises InvalidInputError when its directory cannot be read."""
    try:
        return ZipFile(source.path)
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise InvalidInputError(
            f"'{source.name}' is damaged: it cannot be opened as {FORMATS[source.format].title}."
        ) from None


def refuse_bombs(source: ToolInput, members: list[ZipInfo]) -> None:
    """Raise InvalidInputError when what the archive declares overlaps, or is out of all proportion."""
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise InvalidInputError(
            f"'{source.name}' has {len(members)} parts; {MAX_MEMBERS} are allowed.", code="input_limit"
        )
    if size > MAX_CONTENT or (size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(packed, 1)):
        raise InvalidInputError(
            f"'{source.name}' would unpack from {packed // 1024} KiB to {size // MiB} MiB: too much.",
            code="input_limit",
        )
    if packed > source.size:
        raise InvalidInputError(f"'{source.name}' is damaged: its parts overlap.")


def _is_encrypted(members: list[ZipInfo]) -> bool:
    return any(member.flag_bits & _ENCRYPTED for member in members)


def _has_encrypted_parts(package: ZipFile, names: set[str]) -> bool:
    """OpenDocument says so in its manifest, EPUB in a file of its own."""
    if _MANIFEST in names and package.getinfo(_MANIFEST).file_size < _MAX_MANIFEST:
        try:
            return b"encryption-data" in package.read(_MANIFEST)
        except (BadZipFile, OSError, ValueError):
            return False
    return "META-INF/rights.xml" in names


def member_text(path: Path, name: str, *, at_most: int) -> bytes | None:
    """One part of a package, or None when it is not there or larger than `at_most`."""
    with ZipFile(path) as package:
        if name not in package.namelist() or package.getinfo(name).file_size > at_most:
            return None
        return package.read(name)
