"""Writes 7z archives by py7zr, which reads only files whose size is known: each member is spooled first."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from apps.tools.base import MiB
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.seven_zip_reading import EPOCH, TICKS

_TYPES: Final = {"file": stat.S_IFREG, "folder": stat.S_IFDIR, "symlink": stat.S_IFLNK}
_UNIX: Final = 0x8000
_FOLDER, _ARCHIVE, _LINK, _READ_ONLY = 0x10, 0x20, 0x400, 0x1
_WINDOWS: Final = {"file": _ARCHIVE, "folder": _FOLDER, "symlink": _ARCHIVE | _LINK}


class SevenZipWriter:
    """Writes one solid LZMA2 stream; with a password, names are encrypted too."""

    def __init__(self, path: Path, *, level: int, password: str | None) -> None:
        import py7zr

        filters = [{"id": py7zr.FILTER_LZMA2, "preset": level}]
        if password is not None:
            filters.append({"id": py7zr.FILTER_CRYPTO_AES256_SHA256})
        self._spool = path.with_name("packing.spool")
        self._archive: Any = py7zr.SevenZipFile(
            path,
            "w",
            filters=filters,
            password=password,
            header_encryption=password is not None,
            blocksize=MiB,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if exception[0] is None:
            self._archive.close()

    def add(self, member: Member, chunks: Iterator[bytes]) -> None:
        """Write one member with its mode and time."""
        if member.kind == "folder":
            self._add_folder(member)
        else:
            with self._spool.open("w+b") as file:
                for chunk in chunks if member.kind == "file" else (member.target.encode(),):
                    file.write(chunk)
                file.seek(0)
                self._archive._writef(file, member.name)  # `writef` refuses some good names
        self._describe(self._archive.header.files_info.files[-1], member)

    def _add_folder(self, member: Member) -> None:
        from py7zr.helpers import ArchiveTimestamp

        now = ArchiveTimestamp.from_now()
        info = {
            "origin": None, "filename": member.name, "emptystream": True, "attributes": 0,
            "creationtime": now, "lastwritetime": now, "lastaccesstime": now,
        }  # fmt: skip
        archive = self._archive
        folder = archive.header.initialize()
        archive.header.files_info.files.append(info)
        archive.header.files_info.emptyfiles.append(True)
        archive.files.append(info)
        archive.worker.archive(archive.fp, archive.files, folder)

    @staticmethod
    def _describe(info: dict[str, Any], member: Member) -> None:
        from py7zr.helpers import ArchiveTimestamp

        info["attributes"] = (_TYPES[member.kind] | member.mode) << 16 | _UNIX | _WINDOWS[member.kind]
        if not member.mode & 0o200:
            info["attributes"] |= _READ_ONLY
        if member.modified is not None:
            ticks = ArchiveTimestamp(round((member.modified + EPOCH) * TICKS))
            info["creationtime"] = info["lastwritetime"] = info["lastaccesstime"] = ticks
