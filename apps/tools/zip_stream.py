"""A ZIP that is planned first, so that its length is known, and made while it is sent: never whole in memory.

With a length before it, one that breaks off is a broken connection to whoever receives it.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from apps.tools.filenames import split_extension

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_OLDEST = 1980
"""The first year that a ZIP can tell."""


class ShortFileError(Exception):
    """Fewer or more bytes came than a file has: what was sent must not look whole."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    at: datetime
    read: Callable[[], Iterable[bytes]]


class ZipStream:
    """Entries are planned one by one, then sent; an archive that breaks off has no directory."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._names: dict[str, int] = {}

    def free_name(self, wished: str, *, folder: str = "") -> str:
        """A name that no entry has, that every file system takes, in a folder if one is said."""
        name = f"{folder}/{_portable(wished)}" if folder else _portable(wished)
        stem, extension = split_extension(name)
        while (key := name.casefold()) in self._names:
            self._names[key] += 1
            name = f"{stem} ({self._names[key]}){extension}"
        self._names[key] = 1
        return name

    def plan(self, name: str, read: Callable[[], Iterable[bytes]], *, size: int, at: datetime) -> None:
        """Put this many bytes there, which are read when their turn comes."""
        self._entries.append(_Entry(name, size, at, read))

    @property
    def length(self) -> int:
        """Bytes of the whole archive; as zipfile writes it, entries being stored with descriptors."""
        limit, offset, directory = zipfile.ZIP64_LIMIT, 0, 0
        for entry in self._entries:
            name, is_large = len(entry.name.encode()), entry.size * 1.05 > limit
            fields = 2 * (entry.size > limit) + (offset > limit)
            directory += 46 + name + (4 + 8 * fields if fields else 0)
            offset += 30 + name + entry.size + (20 + 24 if is_large else 16)
        is_zip64 = max(offset, directory) > limit or len(self._entries) > zipfile.ZIP_FILECOUNT_LIMIT
        return offset + directory + (22 + 56 + 20 if is_zip64 else 22)

    def __iter__(self) -> Iterator[bytes]:
        """The archive piece by piece; raises ShortFileError when a file is not as long as it should be."""
        outlet = _Outlet()
        archive = zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED)
        for entry in self._entries:
            chunks = entry.read()
            moment = entry.at.timetuple()[:6] if entry.at.year >= _OLDEST else (_OLDEST, 1, 1, 0, 0, 0)
            header = zipfile.ZipInfo(entry.name, date_time=moment)
            header.file_size = entry.size  # decides whether ZIP64 is needed
            written = 0
            with archive.open(header, "w") as member:
                for chunk in chunks:
                    written += member.write(chunk)
                    yield outlet.take()
            if written != entry.size:
                raise ShortFileError(f"{written} bytes came of {entry.size}.")
        archive.close()
        yield outlet.take()


class _Outlet:
    """Where zipfile writes; it cannot seek, so sizes follow their data."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take what zipfile writes."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken


def _portable(name: str) -> str:
    """A display name as every file system takes it."""
    shown = _FORBIDDEN.sub("_", name).rstrip(". ") or "_"
    return f"_{shown}" if _DEVICES.fullmatch(shown) else shown
