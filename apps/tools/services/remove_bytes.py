"""Remove the bytes of files that are marked as going."""

from collections.abc import Sequence
from uuid import UUID

from loguru import logger

from apps.tools import storage
from apps.tools.models import StoredFile


def remove_bytes(*, files: Sequence[StoredFile]) -> set[UUID]:
    """Delete them, then say so in their rows; the ids of those that are gone.

    Outside any transaction. What the storage does not delete, or a crash cuts short, the purge does again.
    """
    removed = {file.pk for file in files if _remove(file)}
    StoredFile.objects.record_deletion(removed)
    return removed


def _remove(file: StoredFile) -> bool:
    try:
        storage.remove(file.key)
    except Exception:  # noqa: BLE001 - every storage fails in its own way
        logger.exception("The bytes of the file {} could not be deleted; the purge will try again", file.pk)
        return False
    return True
