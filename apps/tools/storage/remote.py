"""S3 and Azure: what django-storages cannot do without the whole file in memory or on the disk."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from apps.tools.storage.chunks import Body

AZURE_BLOCK_SIZE = 4 * 2**20

_storage: Any = default_storage


def upload(path: Path, *, key: str) -> None:
    """Send a file, part by part; one that was there under this key is replaced."""
    if _is_s3():
        _s3_object(key).upload_file(str(path))
        return
    with path.open("rb") as file:
        _azure_blob(key).upload_blob(file, overwrite=True)


def open_body(key: str, *, start: int, length: int | None) -> Body:
    """The bytes from `start` on; raises FileNotFoundError."""
    if _is_s3():
        end = "" if length is None else start + length - 1
        missing = _storage.bucket.meta.client.exceptions.NoSuchKey
        try:
            body: Body = _s3_object(key).get(Range=f"bytes={start}-{end}")["Body"]
        except missing:  # and not the bucket, which would be the operator's fault
            raise FileNotFoundError(key) from None
        return body
    size_of_all = size(key)
    return _AzureBody(_azure_blob(key), start=start, end=size_of_all if length is None else start + length)


def size(key: str) -> int:
    """How many bytes there are; raises FileNotFoundError."""
    if not _is_s3() and not default_storage.exists(key):
        raise FileNotFoundError(key)
    return default_storage.size(key)


def listing() -> Iterator[tuple[str, int, datetime]]:
    """Every key there is, with its bytes and when they came."""
    prefix = f"{_storage.location.strip('/')}/".lstrip("/")
    if _is_s3():
        items = _storage.bucket.objects.filter(Prefix=prefix)
        return ((item.key.removeprefix(prefix), item.size, item.last_modified) for item in items)
    blobs = _storage.client.list_blobs(name_starts_with=prefix)
    return ((blob.name.removeprefix(prefix), blob.size, blob.last_modified) for blob in blobs)


def _is_s3() -> bool:
    return hasattr(_storage, "bucket")


def _s3_object(key: str) -> Any:
    return _storage.bucket.Object(_storage._normalize_name(key))


def _azure_blob(key: str) -> Any:
    return _storage.client.get_blob_client(_storage._get_valid_path(key))


class _AzureBody:
    """A blob, block by block: Azure's own reader holds 32 MiB at once, and copies them with each read."""

    def __init__(self, blob: Any, *, start: int, end: int) -> None:
        self._blob = blob
        self._at = start
        self._end = end
        self._block = BytesIO()

    def read(self, size: int, /) -> bytes:
        """The next bytes, of the block at hand or of the next one."""
        found = self._block.read(size)
        if found or self._at >= self._end:
            return found
        length = min(max(size, AZURE_BLOCK_SIZE), self._end - self._at)
        self._block = BytesIO(self._blob.download_blob(offset=self._at, length=length).readall())
        self._at += length
        return self._block.read(size)

    def close(self) -> None:
        """Nothing is open between two blocks."""
