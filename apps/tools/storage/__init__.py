"""The bytes of files under keys of our own: on the disk, in S3 or in Azure, never whole in memory."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from apps.tools.storage import disk, remote
from apps.tools.storage.chunks import CHUNK_SIZE, Body, Chunks

__all__ = ["CHUNK_SIZE", "Chunks", "exists", "keep", "keys", "read", "remove", "size", "stage"]


def keep(key: str, path: Path) -> None:
    """Move a local file into the storage; when this returns, a power loss does not undo it."""
    if isinstance(default_storage, FileSystemStorage):
        disk.move_in(path, target=Path(default_storage.path(key)))
        return
    remote.upload(path, key=key)
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
    """How many bytes there are under this key."""
    return default_storage.size(key)


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
    if not isinstance(default_storage, FileSystemStorage):
        return remote.keys()
    root = Path(default_storage.location)
    paths = (path for path in root.rglob("*") if path.is_file() and path.suffix != disk.UNFINISHED)
    return (path.relative_to(root).as_posix() for path in paths)
