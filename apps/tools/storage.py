"""The bytes of files under keys of our own: on the disk, in S3 or in Azure, never whole in memory."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

CHUNK_SIZE = 256 * 1024
_FICLONE = 0x40049409
"""The ioctl of Linux that shares a file's blocks with another until one of them changes."""


class _Body(Protocol):
    """What a storage answers with: bytes to be read bit by bit."""

    def read(self, size: int, /) -> bytes: ...


class Chunks(Iterator[bytes]):
    """Bytes in pieces of at most `CHUNK_SIZE`; closes its source at the end, or when told to."""

    def __init__(self, body: _Body, *, length: int | None) -> None:
        self._body = body
        self._left = length

    def __next__(self) -> bytes:
        wanted = CHUNK_SIZE if self._left is None else min(CHUNK_SIZE, self._left)
        chunk = self._body.read(wanted) if wanted else b""
        if not chunk:
            self.close()
            raise StopIteration
        if self._left is not None:
            self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Let go of the file or the connection; what has none (Azure) needs no closing."""
        if close := getattr(self._body, "close", None):
            close()


def keep(key: str, path: Path) -> None:
    """Move a local file into the storage; when this returns, a power loss does not undo it."""
    if isinstance(default_storage, FileSystemStorage):
        _keep_on_disk(path, Path(default_storage.path(key)))
        return
    if s3 := _s3_object(key):
        s3.upload_file(str(path))
    else:
        with path.open("rb") as file:
            default_storage.save(key, File(file))
    path.unlink()


def stage(key: str, to: Path) -> None:
    """Make the file available at a local path, to be read only: it may be the very file that is kept."""
    if not isinstance(default_storage, FileSystemStorage):
        with to.open("xb") as target:
            target.writelines(read(key))
        return
    source = Path(default_storage.path(key))
    if not _share_blocks(source, to):
        try:
            to.hardlink_to(source)
        except OSError:  # another file system, or one without links
            shutil.copyfile(source, to)


def read(key: str, *, start: int = 0, length: int | None = None) -> Chunks:
    """The bytes from `start` on, opened now and read as they are asked for; raises FileNotFoundError."""
    storage: Any = default_storage
    body: _Body
    if isinstance(default_storage, FileSystemStorage):
        body = Path(default_storage.path(key)).open("rb")  # noqa: SIM115 - Chunks closes it
        body.seek(start)
    elif hasattr(storage, "bucket"):
        end = "" if length is None else start + length - 1
        body = storage.open(key).obj.get(**({"Range": f"bytes={start}-{end}"} if start or end else {}))[
            "Body"
        ]
    else:
        if not exists(key):
            raise FileNotFoundError(key)
        body = storage.client.download_blob(storage._get_valid_path(key), offset=start, length=length)
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
    storage: Any = default_storage
    if isinstance(default_storage, FileSystemStorage):
        root = Path(default_storage.location)
        names = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        yield from (name for name in names if not name.endswith(_UNFINISHED))
        return
    prefix = f"{storage.location.strip('/')}/".lstrip("/")
    if hasattr(storage, "bucket"):
        names = (found.key for found in storage.bucket.objects.filter(Prefix=prefix))
    else:
        names = storage.client.list_blob_names(name_starts_with=prefix)
    yield from (name.removeprefix(prefix) for name in names)


_UNFINISHED = ".part"


def _s3_object(key: str) -> Any:
    """Boto's object, which reads ranges and sends files part by part; None when the storage is not S3."""
    storage: Any = default_storage
    return storage.bucket.Object(storage._normalize_name(key)) if hasattr(storage, "bucket") else None


def _keep_on_disk(path: Path, target: Path) -> None:
    # Read-only, because a staged file may be a link to this one.
    path.chmod(0o400)
    _sync(path)
    while True:
        _make_folder(target.parent)
        try:
            _move(path, target)
        except FileNotFoundError:  # `remove` took the folder as we came
            if not path.exists():
                raise
        else:
            break
    _sync(target.parent)


def _move(path: Path, target: Path) -> None:
    if path.stat().st_dev == target.parent.stat().st_dev:
        path.replace(target)
        return
    copy = target.with_name(f"{target.name}{_UNFINISHED}")
    shutil.copy(path, copy)
    _sync(copy)
    copy.replace(target)
    path.unlink()


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _share_blocks(source: Path, target: Path) -> bool:
    with source.open("rb") as read_from, target.open("xb") as write_to:
        try:
            fcntl.ioctl(write_to.fileno(), _FICLONE, read_from.fileno())
        except OSError:
            target.unlink()
            return False
        return True
