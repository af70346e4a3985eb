"""Forget executions whose time is over."""

from django.conf import settings
from django.db.models.functions import Now

from apps.tools.models import StoredFile, ToolExecution

BATCH = 500


def purge_expired_records(*, dry_run: bool = False) -> int:
    """Delete ended executions older than RECORD_RETENTION whose files are gone, then files nobody remembers.

    Safe to run at any time and at once; returns how many executions it deleted, or would delete.
    """
    old = ToolExecution.objects.ended().filter(finished_at__lt=Now() - settings.RECORD_RETENTION)
    forgotten = old.exclude(outputs__state=StoredFile.State.READY)
    if dry_run:
        return forgotten.count()
    purged = 0
    while keys := list(forgotten.values_list("pk", flat=True)[:BATCH]):
        purged += len(keys)
        ToolExecution.objects.filter(pk__in=keys).delete()
    gone = StoredFile.objects.filter(state=StoredFile.State.DELETED, used_by=None, execution=None)
    gone.filter(expires_at__lt=Now() - settings.RECORD_RETENTION).delete()
    return purged
