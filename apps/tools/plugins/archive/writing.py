"""Makes archives of any format, with names that are each used once."""

from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Ui
from apps.tools.plugins.archive.member import ArchiveWriter
from apps.tools.plugins.archive.seven_zip_writing import SevenZipWriter
from apps.tools.plugins.archive.tar import TarWriter
from apps.tools.plugins.archive.zip_writing import ZipWriter

ArchiveFormat = Literal["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "7z"]
ENCRYPTING = ("zip", "7z")
"""Formats that can be protected by a password."""

ARCHIVE_LABELS = {
    "zip": "ZIP",
    "tar": "TAR, not compressed",
    "tar.gz": "TAR with gzip",
    "tar.bz2": "TAR with bzip2",
    "tar.xz": "TAR with xz",
    "tar.zst": "TAR with Zstandard",
    "7z": "7z",
}

Level = Annotated[
    int, Ui(group="advanced"), Field(ge=1, le=9, description="1 is fast, 9 is small; TAR ignores it.")
]


def create_archive(path: Path, *, format: str, level: int, password: str | None) -> ArchiveWriter:
    """A writer for the format; the password is for those in ENCRYPTING."""
    if format == "zip":
        return ZipWriter(path, level=level, password=password)
    if format == "7z":
        return SevenZipWriter(path, level=level, password=password)
    return TarWriter(path, format=format, level=level)


def claims_of(format: str, *, members: int, password: object) -> dict[str, float]:
    """What can be seen of an archive from outside: not even the number of members of an encrypted 7z."""
    return {"encrypted": 1} if format == "7z" and password else {"members": members}


class UniqueNames:
    """Gives a name that was used before a number: `a.txt`, `a (2).txt`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self.renamed = 0

    def take(self, name: str) -> str:
        """This name, or the next free one like it."""
        path, number, free = PurePosixPath(name), 1, name
        while free in self._taken:
            number += 1
            free = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self.renamed += free != name
        self._taken.add(free)
        return free
