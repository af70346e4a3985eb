"""Checks documents: packages by their parts, XML and JSON by parsing, markup as text."""

import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from apps.tools.verification import kindle, pdf
from apps.tools.verification.check import OutputInvalidError

if TYPE_CHECKING:
    from lxml.etree import XMLParser

Details = dict[str, float]

_PARTS = {
    "docx": "word/document.xml", "pptx": "ppt/presentation.xml", "odt": "content.xml", "odp": "content.xml",
    "odg": "content.xml", "epub": "META-INF/container.xml",
}  # fmt: skip
_XML = frozenset({"fb2", "docbook", "jats", "opml"})
_OLE = frozenset({"doc", "ppt"})
_COMICS = frozenset({"cbz", "cbt", "cb7"})
_KINDLE = frozenset({"mobi", "azw3"})


def inspect(path: Path, format: str) -> Details:
    """What can be counted in the document: pages, slides or lines."""
    if format == "pdf":
        return pdf.inspect(path)
    if format in _PARTS:
        return _inspect_package(path, format)
    if format in _OLE:
        return _inspect_ole(path, format)
    if format in _COMICS:
        return _inspect_comic(path, format)
    if format in _KINDLE:
        return kindle.inspect(path)
    return _inspect_text(path, format)


def _inspect_package(path: Path, format: str) -> Details:
    from lxml import etree

    part = _PARTS[format]
    try:
        with ZipFile(path) as package:
            names = package.namelist()
            root = etree.fromstring(package.read(part), _parser())
            damaged = package.testzip()
    except (BadZipFile, KeyError, OSError, etree.XMLSyntaxError):
        raise OutputInvalidError(f"The tool's output has no readable {part}, as a {format} must.") from None
    if damaged:
        raise OutputInvalidError(f"The tool's output has a damaged part, {damaged}.")
    if format == "pptx":
        return {"slides": sum(name.startswith("ppt/slides/slide") for name in names)}
    if format == "odp":
        return {"slides": sum(1 for _ in root.iter("{*}page"))}
    return {}


def _inspect_ole(path: Path, format: str) -> Details:
    import olefile

    stream = "WordDocument" if format == "doc" else "PowerPoint Document"
    try:
        with olefile.OleFileIO(path) as file:
            if file.exists(stream):
                return {}
    except (OSError, ValueError):
        raise OutputInvalidError(f"The tool's output does not open as a {format}.") from None
    raise OutputInvalidError(f"The tool's output has no stream '{stream}', as a {format} must.")


def _inspect_comic(path: Path, format: str) -> Details:
    import py7zr

    try:
        if format == "cbz":
            with ZipFile(path) as archive:
                return {"pages": len(archive.namelist())}
        if format == "cbt":
            with tarfile.open(path) as archive:
                return {"pages": len(archive.getnames())}
        with py7zr.SevenZipFile(path) as archive:
            return {"pages": len(archive.getnames())}
    except (BadZipFile, tarfile.TarError, py7zr.Bad7zFile, OSError):
        raise OutputInvalidError(f"The tool's output does not open as a {format}.") from None


def _inspect_text(path: Path, format: str) -> Details:
    from lxml import etree

    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
        if format == "ipynb" and "cells" not in json.loads(text):
            raise OutputInvalidError("The tool's output is no notebook: it has no cells.")
        if format in _XML:
            etree.fromstring(data, _parser())
    except UnicodeDecodeError:
        raise OutputInvalidError("The tool's output is not UTF-8 text.") from None
    except (ValueError, etree.XMLSyntaxError):
        raise OutputInvalidError(f"The tool's output does not parse as {format}.") from None
    if format == "rtf" and not text.rstrip("\0\r\n ").endswith("}"):
        raise OutputInvalidError("The tool's output is an RTF that breaks off.")
    return {"lines": text.count("\n") + (not text.endswith("\n"))}


def _parser() -> "XMLParser":
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
