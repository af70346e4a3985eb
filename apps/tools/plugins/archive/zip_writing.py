"""Writes ZIP archives member by member, with Unix modes, exact times and AES-256 on request."""

import stat
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from apps.tools.plugins.archive.member import Member

_DOS_EPOCH, _DOS_END = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
_TYPES: Final = {"file": stat.S_IFREG, "folder": stat.S_IFDIR, "symlink": stat.S_IFLNK}
_MSDOS_FOLDER: Final = 0x10
_ZIP64_FROM: Final = 1 << 31


class ZipWriter:
    """Writes a ZIP that Windows, macOS and Info-ZIP open; with a password, its members are AES-256."""

    def __init__(self, path: Path, *, level: int, password: str | None) -> None:
        self._level = level
        if password is None:
            self._zip: Any = zipfile.ZipFile(path, "w")
            self._info: Any = zipfile.ZipInfo
            return
        import pyzipper

        self._zip = pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES)
        self._zip.setpassword(password.encode())
        self._info = pyzipper.zipfile_aes.AESZipInfo

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def add(self, member: Member, chunks: Iterator[bytes]) -> None:
        """Write one member; a link is stored as its target, as Info-ZIP does."""
        name = f"{member.name}/" if member.kind == "folder" else member.name
        info = self._info(name, _dos_time(member.modified))
        info.create_system = 3
        info.external_attr = (_TYPES[member.kind] | member.mode) << 16
        if member.kind == "folder":
            info.external_attr |= _MSDOS_FOLDER
        if member.modified is not None and -(1 << 31) <= member.modified < 1 << 31:
            info.extra = struct.pack("<HHBl", 0x5455, 5, 1, int(member.modified))
        if member.kind == "file":
            info.compress_type = zipfile.ZIP_DEFLATED
            info._compresslevel = self._level  # public only from Python 3.13 on
            info.file_size = member.size
            with self._zip.open(info, "w", force_zip64=member.size >= _ZIP64_FROM) as content:
                for chunk in chunks:
                    content.write(chunk)
        else:
            self._zip.writestr(info, member.target.encode())


def _dos_time(modified: float | None) -> tuple[int, ...]:
    moment = time.gmtime(modified)[:6] if modified is not None else _DOS_EPOCH
    return min(max(moment, _DOS_EPOCH), _DOS_END)
