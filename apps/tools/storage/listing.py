"""What lies in the storage, page by page: for whoever compares it with what should."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from apps.tools.storage import remote


@dataclass(frozen=True, slots=True)
class StoredObject:
    """Some bytes under a key; `changed_at` is in seconds since 1970, by the storage's clock."""

    key: str
    size: int
    changed_at: float


def objects() -> Iterator[StoredObject]:
    """Everything, in no order; also what a crash left half copied, which is under no file's key."""
    if isinstance(default_storage, FileSystemStorage):
        return _on_disk(Path(default_storage.location))
    found = remote.listing()
    return (StoredObject(key, size, changed_at.timestamp()) for key, size, changed_at in found)


def pages(size: int = 500) -> Iterator[list[StoredObject]]:
    """Everything, so many at a time."""
    rest = objects()
    while page := list(islice(rest, size)):
        yield page


def _on_disk(root: Path) -> Iterator[StoredObject]:
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            with suppress(FileNotFoundError):  # gone since
                # The change of the inode is when it came here; the bytes may say any time, as a tool set it.
                found = path.stat()
                yield StoredObject(path.relative_to(root).as_posix(), found.st_size, found.st_ctime)
