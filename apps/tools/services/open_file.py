"""Read a file's bytes."""

from loguru import logger

from apps.tools import storage
from apps.tools.exceptions import FileExpiredError
from apps.tools.models import StoredFile
from apps.tools.storage import Chunks


def open_file(*, file: StoredFile, start: int = 0, length: int | None = None) -> Chunks:
    """The bytes from `start` on, piece by piece; raises FileExpiredError when they are not there."""
    if not file.is_available:
        raise FileExpiredError(name=file.name)
    try:
        return storage.read(file.key, start=start, length=length)
    except FileNotFoundError as error:
        logger.error("The bytes of the file {} are missing in the storage", file.pk)
        raise FileExpiredError(name=file.name) from error
