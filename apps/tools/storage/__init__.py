"""The bytes of files under keys of our own: on the disk, in S3 or in Azure, never whole in memory."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from apps.tools.storage import disk, remote
from apps.tools.storage.chunks import CHUNK_SIZE, Body, Chunks
from apps.tools.storage.listing import StoredObject, objects, pages

__all__ = [
    "CHUNK_SIZE", "Chunks", "IncompleteError", "StoredObject", "exists", "keep", "keys", "objects", "pages",
    "read", "remove", "size", "stage",
]  # fmt: skip


class IncompleteError(OSError):
    """A storage took a file without an error, and has not all of it."""


def keep(key: str, path: Path) -> None:
    """Move a local file into the storage; when this returns, it is whole, and a power loss does not undo it.

    When it raises it may be tried again.
    """
    if isinstance(default_storage, FileSystemStorage):
        disk.move_in(path, target=Path(default_storage.path(key)))
        return
    remote.upload(path, key=key)
    sent, found = path.stat().st_size, remote.size(key)
    if found != sent:
        raise IncompleteError(f"'{key}' has {found} of {sent} bytes")
    path.unlink()


def stage(key: str, to: Path) -> None:
    """Make the file available at a local path, to be read only: it may be the very file that is kept."""
    if isinstance(default_storage, FileSystemStorage):
        disk.link_out(Path(default_storage.path(key)), to=to)
        return
    with to.open("xb") as target:
        target.writelines(read(key))


def read(key: str, *, start: int = 0, length: int | None = None) -> Chunks:
    """The bytes from `start` on, opened now and read as they are asked for; raises FileNotFoundError."""
    body: Body
    if isinstance(default_storage, FileSystemStorage):
        body = Path(default_storage.path(key)).open("rb")  # noqa: SIM115 - Chunks closes it
        body.seek(start)
    else:
        body = remote.open_body(key, start=start, length=length)
    return Chunks(body, length=length)


def exists(key: str) -> bool:
    """Whether there are bytes under this key."""
    return default_storage.exists(key)


def size(key: str) -> int:
    """How many bytes there are under this key; raises FileNotFoundError."""
    if isinstance(default_storage, FileSystemStorage):
        return default_storage.size(key)
    return remote.size(key)


def remove(key: str) -> None:
    """Delete the bytes under this key, if there are any."""
    default_storage.delete(key)
    if isinstance(default_storage, FileSystemStorage):
        folder, root = Path(default_storage.path(key)).parent, Path(default_storage.location)
        with suppress(OSError):  # a folder that is not empty, or that someone else has just removed
            while folder != root:
                folder.rmdir()
                folder = folder.parent


def keys() -> Iterator[str]:
    """Every key there is, in no order."""
    return (found.key for found in objects() if not found.key.endswith(disk.UNFINISHED))
