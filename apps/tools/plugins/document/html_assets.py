"""What a page may show: data: addresses, and the files that came with it, by name."""

import base64
import binascii
import mimetypes
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from zipfile import BadZipFile, ZipFile

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.document.packages import open_package, refuse_bombs

BASE: Final = "bundle:///"
"""The address of the page, so that relative ones become names in the bundle."""
MAX_ASSET: Final = 64 * MiB
UNKNOWN: Final = "application/octet-stream"


class RefusedError(Exception):
    """An address leads out of the bundle."""


@dataclass(slots=True)
class Bundle:
    """Files by the name that the page calls them by, and the addresses that were refused."""

    files: dict[str, Path] = field(default_factory=dict)
    archives: list[tuple[Path, frozenset[str]]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def find(self, address: str) -> tuple[bytes, str]:
        """The content and media type; raises RefusedError, and notes the address."""
        if address.startswith("data:"):
            return _decode(address)
        parts = urlsplit(address)
        name = posixpath.normpath(unquote(parts.path)).lstrip("/")
        content = self._content(name) if f"{parts.scheme}:" == BASE.rstrip("/") else None
        if content is None:
            self.refused.append(name if parts.scheme == "bundle" else address)
            raise RefusedError(address)
        return content, mimetypes.guess_type(name)[0] or UNKNOWN

    def _content(self, name: str) -> bytes | None:
        """By its whole name, or, for a file that was sent alone, by the last part of it."""
        path = self.files.get(name) or self.files.get(posixpath.basename(name))
        if path:
            return path.read_bytes()
        for archive, names in self.archives:
            if name in names:
                with ZipFile(archive) as file:
                    if file.getinfo(name).file_size <= MAX_ASSET:
                        return file.read(name)
        return None


def bundle_of(assets: Iterable[ToolInput]) -> Bundle:
    """All that came with the page, ZIP archives by their members.

    Raises InvalidInputError for an archive that is damaged or out of proportion.
    """
    bundle = Bundle()
    for asset in assets:
        if asset.format != "zip":
            bundle.files[asset.name] = asset.path
            continue
        try:
            with open_package(asset) as archive:
                refuse_bombs(asset, archive.infolist())
                names = frozenset(archive.namelist())
        except BadZipFile:
            raise InvalidInputError(f"'{asset.name}' is a damaged ZIP archive.") from None
        bundle.archives.append((asset.path, names))
    return bundle


def _decode(address: str) -> tuple[bytes, str]:
    head, _, body = address[len("data:") :].partition(",")
    media_type, *parameters = head.split(";")
    try:
        content = base64.b64decode(unquote(body)) if "base64" in parameters else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        raise RefusedError(address[:40]) from None
    return content, media_type or "text/plain"
