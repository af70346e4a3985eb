"""Hide executions and delete what only they use."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.remove_bytes import remove_bytes


def forget_executions(*, ids: Collection[UUID]) -> dict[UUID, str]:
    """Hide those that have ended, their outputs deleted with the inputs that no others use.

    The caller's transaction holds them all; what is not to be forgotten yet is answered with its status.
    """
    rows = ToolExecution.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    states = dict(rows.values_list("pk", "status"))
    ended = {key for key, status in states.items() if status in ToolExecution.TERMINAL}
    ToolExecution.objects.filter(pk__in=ended).hide_all()
    others = ToolExecution.objects.listed().filter(deleted_at=None)
    kept = StoredFile.objects.ready()
    outputs = kept.filter(execution__in=ended)
    inputs = kept.filter(used_by__in=ended).exclude(used_by__in=others)
    files = {*outputs.values_list("pk", flat=True), *inputs.values_list("pk", flat=True)}
    # Robust: they are gone for their owner even if the storage fails.
    marked = StoredFile.objects.mark_deleting(files)
    transaction.on_commit(partial(remove_bytes, files=marked), robust=True)
    return {key: status for key, status in states.items() if key not in ended}
