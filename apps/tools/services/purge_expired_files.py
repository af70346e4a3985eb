"""Delete the bytes of files whose time is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Sum
from loguru import logger

from apps.tools.models import StoredFile
from apps.tools.services.remove_bytes import remove_bytes
from apps.tools.uploads import remove_abandoned_uploads

BATCH_SIZE = 200
ABANDONED_AFTER = timedelta(hours=1)
PATIENCE = 1000
"""So many files that will not go, and the storage is taken to be down until the next run."""


@dataclass(slots=True)
class PurgedFiles:
    """What was deleted, or would be."""

    files: int = 0
    bytes: int = 0
    abandoned_uploads: int = 0


def purge_expired_files(
    *, dry_run: bool = False, on_progress: Callable[[int], None] = lambda _: None
) -> PurgedFiles:
    """Delete what has expired and no unended execution needs, and finish what a crash has left half deleted.

    Safe at any time and at once: the row is marked, then the object deleted, then the row says so.
    """
    rest = StoredFile.objects.expired().unused().order_by("expires_at", "pk")
    if dry_run:
        return PurgedFiles(**rest.order_by().aggregate(files=Count("pk"), bytes=Sum("size", default=0)))
    purged = PurgedFiles(abandoned_uploads=remove_abandoned_uploads(idle=ABANDONED_AFTER))
    stuck: set[UUID] = set()
    while batch := list(rest.exclude(pk__in=stuck).values_list("pk", "expires_at")[:BATCH_SIZE]):
        marked = StoredFile.objects.mark_deleting([pk for pk, _ in batch], wait=False)
        removed = remove_bytes(files=marked)
        purged.files += len(removed)
        purged.bytes += sum(file.size for file in marked if file.pk in removed)
        on_progress(purged.files)
        stuck |= {pk for pk, _ in batch} - removed
        if len(stuck) > PATIENCE:
            logger.error("{} expired files cannot be deleted; trying again with the next purge", len(stuck))
            break
        rest = rest.filter(expires_at__gte=batch[-1][1])
    return purged
