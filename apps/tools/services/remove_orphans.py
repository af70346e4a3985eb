"""Delete what lies in the storage without a file that it belongs to."""

from datetime import timedelta

from django.conf import settings
from loguru import logger

from apps.tools import storage
from apps.tools.services.find_orphans import GRACE, find_orphans


def remove_orphans(*, older_than: timedelta | None = None) -> int:
    """Look at every object there is; how many were deleted. Safe at any time and at once.

    Unless said, only what would have expired with a row too: a start with the wrong database, or an older
    one, must not delete what the right one still needs.
    """
    older_than = settings.FILE_RETENTION + GRACE if older_than is None else older_than
    removed = 0
    for page in storage.pages():
        for orphan in find_orphans(objects=page, older_than=older_than):
            storage.remove(orphan.key)
            logger.info("Deleted {}, {} bytes that no file needs", orphan.key, orphan.size)
            removed += 1
    return removed
