"""The line in which executions wait for a worker: who joins it where, who is taken from it next."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, Subquery, UUIDField
from django.db.models.functions import Cast, Coalesce, Now

from apps.tools.managers.compiled import MARKER, Statement
from apps.tools.managers.moves import MovableExecutionQuerySet
from apps.tools.managers.recording import record_event
from apps.tools.managers.turns import take_turns

if TYPE_CHECKING:
    from apps.tools.models import StoredFile, ToolExecution

SUSPECTED = 2
"""An execution that was lost so often may be what killed its workers: from now on workers run it alone."""


def too_late() -> tuple[Q, Q]:
    """What no worker has come to in time: since it was asked for, and since it last went back.

    One query for both would read all that waits on PostgreSQL.
    """
    return (
        Q(status="pending", deadline_at__lt=Now()),
        Q(status="pending", deadline_at=None, available_at__lt=Now() - settings.QUEUE_TIMEOUT),
    )


class ClaimableExecutionQuerySet(MovableExecutionQuerySet):
    """Executions on their way to a worker."""

    def in_line(self) -> Self:
        """Due, of owners who do not have enough running already; the next one first."""
        # The cast keeps SQLite from walking an index of all executions, which has the owners in order.
        owners = self.model.objects.processing().order_by().values(key=Cast("owner", UUIDField()))
        served = owners.annotate(count=Count("pk")).filter(count__gte=settings.MAX_RUNNING_PER_USER)
        return self.claimable().exclude(owner__in=served.values("key")).order_by("priority", "turn", "id")

    def enqueue(self, draft: "ToolExecution", *, inputs: Sequence[tuple[str, "StoredFile"]]) -> None:
        """Write a new execution with its inputs, in order, and its first event; it joins the line."""
        draft.input_bytes = sum(file.size for _, file in inputs)
        draft.event_seq = 1
        with transaction.atomic():
            if draft.status == "pending":
                take_turns([draft])
            draft.save(force_insert=True)
            link = draft.input_links.model
            draft.input_links.bulk_create(
                link(execution=draft, role=role, file=file, position=position)
                for position, (role, file) in enumerate(inputs)
            )
            record_event(draft, type="created")

    def claim(
        self,
        *,
        worker: str,
        token: UUID,
        lease: timedelta,
        tools: Collection[str] | None = None,
    ) -> "ToolExecution | None":
        """Take the next in line, of these tools if said; None when there is nothing to do."""
        wanted = None if tools is None else tuple(tools)
        with transaction.atomic():
            # In the transaction: outside of one, Django compiles no lock.
            statement = _claiming(self.model, self.db, worker, lease, wanted, settings.MAX_RUNNING_PER_USER)
            return self._make(
                statement.text,
                statement.parameters_for(token, using=self.db),
                event="claimed",
                data={"worker": worker, "lease": str(token)},
            )


@lru_cache(maxsize=8)
def _claiming(
    model: "type[ToolExecution]",
    using: str,
    worker: str,
    lease: timedelta,
    tools: tuple[str, ...] | None,
    _most_running: int,
) -> Statement:
    """`_most_running` is in the SQL of the line: with another limit it is another statement."""
    executions = model.objects.using(using)
    line = executions.in_line().of_tools(tools).select_for_update(skip_locked=True)
    return executions._compile_move(
        Q(pk=Subquery(line.values("pk")[:1]), status="pending"),
        status="processing",
        lease_token=MARKER,
        lease_expires_at=Now() + lease,
        worker=worker,
        started_at=Coalesce(F("started_at"), Now()),
        deadline_at=None,
    )
