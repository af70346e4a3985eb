"""Receives files: each byte is written once, beside where it will be kept, and hashed as it passes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from blake3 import blake3
from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.core.signals import request_finished
from django.dispatch import receiver
from loguru import logger
from ninja.files import UploadedFile

from apps.tools.exceptions import StorageUnavailableError
from apps.tools.filenames import display_name
from apps.tools.formats import SNIFF_SIZE

SUFFIX = ".upload"
RETRY_SECONDS = 30


def upload_folder() -> Path:
    """Where files are received; on the file system of the storage, so that a rename moves them there."""
    folder: Path = settings.DATA_DIR / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def upload_path() -> Path:
    """A fresh empty file there, which whoever asked removes unless it was moved away."""
    path = upload_folder() / f"{uuid4().hex}{SUFFIX}"
    path.touch(mode=0o600, exist_ok=False)
    return path


@contextmanager
def receiving(name: str) -> Iterator[None]:
    """Raises StorageUnavailableError for what cannot be written, for want of room most often."""
    try:
        yield
    except OSError as error:
        logger.error("A file could not be received: {}", error.strerror)
        raise StorageUnavailableError(
            name=display_name(name), headers={"Retry-After": str(RETRY_SECONDS)}
        ) from error


_unfinished = threading.local()
"""The file that this thread is receiving."""


class HashedUpload(UploadedFile):
    """A received file, on the disk, with what was learned from its bytes; gone when the request ends."""

    digest = ""
    head = b""

    def __init__(self, name: str, **described: Any) -> None:
        file = NamedTemporaryFile(dir=upload_folder(), suffix=SUFFIX)  # noqa: SIM115 - closed by `close`
        super().__init__(file, display_name(name), **described)
        self.path = Path(file.name)

    def close(self) -> None:
        """Remove the file, unless it was moved away; what had no room has none when it is closed either."""
        with suppress(OSError):
            super().close()


class HashingUploadHandler(FileUploadHandler):
    """Writes every uploaded file to the disk, keeps its first bytes and hashes it with BLAKE3."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file of the request."""
        super().new_file(*args, **kwargs)
        name = self.file_name or ""
        with receiving(name):
            self.file = _unfinished.file = HashedUpload(name, content_type=self.content_type)
        self._hash = blake3()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the bytes that came."""
        with receiving(self.file.name or ""):
            self.file.write(raw_data)
        self._hash.update(raw_data)
        if start < SNIFF_SIZE:
            self.file.head += raw_data[: SNIFF_SIZE - start]

    def file_complete(self, file_size: int) -> HashedUpload:
        """The whole file; the request closes it."""
        with receiving(self.file.name or ""):
            self.file.seek(0)
        _unfinished.file = None
        self.file.size = file_size
        self.file.digest = self._hash.hexdigest()
        return self.file


@receiver(request_finished)
def remove_unfinished_upload(**_: Any) -> None:
    """Remove what came of a file whose sender has gone; Django leaves that to the garbage collector."""
    if file := getattr(_unfinished, "file", None):
        file.close()
        _unfinished.file = None


def remove_abandoned_uploads(*, idle: timedelta) -> int:
    """Remove what processes that died left behind: files that have not grown for so long."""
    removed = 0
    for path in upload_folder().glob(f"*{SUFFIX}"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - idle.total_seconds():
                path.unlink()
                removed += 1
    return removed
