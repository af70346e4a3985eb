"""Delete the bytes of files whose time is over."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Sum
from loguru import logger

from apps.tools import storage
from apps.tools.models import StoredFile
from apps.tools.uploads import remove_abandoned_uploads

BATCH_SIZE = 200
ABANDONED_AFTER = timedelta(hours=1)


@dataclass(slots=True)
class PurgedFiles:
    """What was deleted, or would be."""

    files: int = 0
    bytes: int = 0
    abandoned_uploads: int = 0


def purge_expired_files(*, dry_run: bool = False) -> PurgedFiles:
    """Delete what has expired and no unended execution needs.

    It may run twice at once, and again after a crash: a file is found until its row says that it is gone.
    """
    rest = StoredFile.objects.expired().unused().order_by("pk")
    if dry_run:
        return PurgedFiles(**rest.order_by().aggregate(files=Count("pk"), bytes=Sum("size", default=0)))
    purged = PurgedFiles(abandoned_uploads=remove_abandoned_uploads(idle=ABANDONED_AFTER))
    while batch := list(rest[:BATCH_SIZE]):
        removed = [file for file in batch if _remove(file)]
        StoredFile.objects.filter(pk__in=[file.pk for file in removed]).update(state=StoredFile.State.DELETED)
        purged.files += len(removed)
        purged.bytes += sum(file.size for file in removed)
        rest = rest.filter(pk__gt=batch[-1].pk)
    return purged


def _remove(file: StoredFile) -> bool:
    try:
        storage.remove(file.key)
    except Exception:  # noqa: BLE001 - every storage fails in its own way; the next run tries again
        logger.exception("The file {} could not be deleted from the storage", file.pk)
        return False
    return True
