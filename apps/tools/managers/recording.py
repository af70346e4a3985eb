"""Appends events, and writes in the same transaction what follows from them."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction

from apps.tools.bells import news_bell
from apps.tools.managers.deliveries import announce_ends
from apps.tools.managers.executions import ENDED

if TYPE_CHECKING:
    from apps.tools.models import Batch, ToolExecution


def record_event(execution: "ToolExecution", *, type: str, data: dict[str, Any] | None = None) -> None:
    """Append what has just happened to an execution; the caller holds its row, and the transaction."""
    record_events([execution], type=type, data=data)


def record_events(
    executions: Sequence["ToolExecution"], *, type: str, data: dict[str, Any] | None = None
) -> None:
    """Append what has just happened to each of them, as they are now; few queries, however many they are."""
    if not executions:
        return
    event = executions[0].events.model
    event.objects.bulk_create(
        event(
            execution=execution,
            owner_id=execution.owner_id,
            batch_id=execution.batch_id,
            seq=execution.event_seq,
            type=type,
            data=data or {},
        )
        for execution in executions
    )
    transaction.on_commit(news_bell.ring)
    if type in ENDED:
        _count_in_batches(executions)
        announce_ends(executions)


def _count_in_batches(executions: Sequence["ToolExecution"]) -> None:
    ends = Counter(execution.batch_id for execution in executions if execution.batch_id is not None)
    batches = cast("type[Batch]", executions[0]._meta.get_field("batch").related_model).objects
    for batch_id in sorted(ends):  # always in this order, so that no two transactions wait for each other
        batches.count_ends(batch_id=batch_id, count=ends[batch_id])
