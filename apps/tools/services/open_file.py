"""Read a file's bytes."""

from loguru import logger

from apps.tools import storage
from apps.tools.exceptions import FileDamagedError, FileExpiredError
from apps.tools.models import StoredFile
from apps.tools.storage import Chunks


def open_file(*, file: StoredFile, start: int = 0, length: int | None = None) -> Chunks:
    """The bytes from `start` on, piece by piece; raises FileExpiredError when they are not there.

    Raises FileDamagedError when there are more or fewer: the size costs nothing to compare, while the content
    would have to be read before the first byte is sent, which `manage.py verify_storage --checksums` does.
    """
    if not file.is_available:
        raise FileExpiredError(name=file.name)
    try:
        found = storage.size(file.key)
        if found != file.size:
            logger.error("The file {} has {} of {} bytes in the storage", file.pk, found, file.size)
            raise FileDamagedError(name=file.name, found=found, size=file.size)
        return storage.read(file.key, start=start, length=length)
    except FileNotFoundError as error:
        logger.error("The bytes of the file {} are missing in the storage", file.pk)
        raise FileExpiredError(name=file.name) from error
