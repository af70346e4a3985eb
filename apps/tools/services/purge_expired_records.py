"""Forget executions, batches and files whose time is over."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction

from apps.tools.models import Batch, StoredFile, ToolExecution

BATCH = 500


@dataclass(slots=True)
class PurgedRecords:
    """How many rows were deleted, or would be."""

    executions: int = 0
    batches: int = 0
    file_records: int = 0


def purge_expired_records(
    *, dry_run: bool = False, on_progress: Callable[[int], None] = lambda _: None
) -> PurgedRecords:
    """Delete executions that ended longer than RECORD_RETENTION ago, and then what only they had in common.

    Their files are gone before. Safe at any time and at once, in short transactions.
    """
    after = settings.RECORD_RETENTION
    forgotten: dict[str, models.QuerySet[models.Model]] = {
        "executions": ToolExecution.objects.forgotten(after=after).order_by("finished_at"),
        "batches": Batch.objects.forgotten(after=after).order_by("finished_at"),
        "file_records": StoredFile.objects.forgotten(after=after).order_by("expires_at"),
    }
    if dry_run:
        return PurgedRecords(**{name: rows.order_by().count() for name, rows in forgotten.items()})
    return PurgedRecords(**{name: _delete(rows, on_progress) for name, rows in forgotten.items()})


def _delete(rows: models.QuerySet[models.Model], on_progress: Callable[[int], None]) -> int:
    deleted = 0
    while count := _delete_some(rows):
        deleted += count
        on_progress(deleted)
    return deleted


@transaction.atomic
def _delete_some(rows: models.QuerySet[models.Model]) -> int:
    """Those that another process is deleting are left to it."""
    keys = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
    rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)
