"""How executions move along their state machine.

Each verb changes a row and appends its event, or does neither. Time is the database's; tokens prove leases.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from apps.tools.managers.executions import ToolExecutionQuerySet

if TYPE_CHECKING:
    from apps.tools.models import StoredFile, ToolExecution

WITHOUT_LEASE: dict[str, Any] = {"lease_token": None, "lease_expires_at": None}


class ToolExecutionTransitions(ToolExecutionQuerySet):
    """Moves executions along their state machine."""

    def enqueue(self, draft: "ToolExecution", *, inputs: Sequence[tuple[str, "StoredFile"]]) -> None:
        """Write a new execution with its inputs, in order, and its first event."""
        draft.input_bytes = sum(file.size for _, file in inputs)
        draft.event_seq = 1
        with transaction.atomic():
            draft.save(force_insert=True)
            link = draft.input_links.model
            draft.input_links.bulk_create(
                link(execution=draft, role=role, file=file, position=position)
                for position, (role, file) in enumerate(inputs)
            )
            draft.events.create(owner_id=draft.owner_id, seq=1, type="created")

    def claim(
        self, *, worker: str, token: UUID, lease: timedelta, tools: Collection[str] | None = None
    ) -> "ToolExecution | None":
        """Take the best pending execution, of these tools if said; None when there is nothing to do."""
        due = self.claimable().of_tools(tools).order_by("priority", "id")
        if not due.exists():  # spares idle workers the write lock of SQLite
            return None
        with transaction.atomic():
            found = due.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
            return self._move(
                Q(pk=found, status="pending"),
                event="claimed",
                data={"worker": worker, "lease": str(token)},
                status="processing",
                lease_token=token,
                lease_expires_at=Now() + lease,
                worker=worker,
                started_at=Coalesce(F("started_at"), Now()),
            )

    def renew(self, *, tokens: Iterable[UUID], lease: timedelta) -> None:
        """Keep the leases of these tokens; those that are no longer held stay lost."""
        held = self.processing().filter(lease_token__in=list(tokens))
        held.update(lease_expires_at=Now() + lease)

    def leases(self, *, tokens: Iterable[UUID]) -> dict[UUID, bool]:
        """The tokens that still hold a lease, each with whether its owner wants it cancelled."""
        rows = self.processing().filter(lease_token__in=list(tokens))
        return {
            token: asked is not None
            for token, asked in rows.values_list("lease_token", "cancel_requested_at")
            if token is not None
        }

    def report_progress(self, *, token: UUID, percent: int, message: str) -> None:
        """Tell the owner how far it is; progress never goes back, and a lost lease writes nothing."""
        with transaction.atomic():
            self._move(
                Q(lease_token=token, status="processing", progress__lte=percent),
                event="progress",
                data={"progress": percent, "message": message},
                progress=percent,
                progress_message=message,
            )

    def finish(
        self, *, token: UUID, status: str, outputs: Sequence["StoredFile"] = (), **values: Any
    ) -> "ToolExecution | None":
        """End it, with its outputs, in one transaction; None when the lease was lost and nothing written."""
        with transaction.atomic():
            execution = self._move(
                Q(lease_token=token, status="processing"),
                event=status,
                data={"lease": str(token), "error_code": values.get("error_code", "")},
                status=status,
                finished_at=Now(),
                **WITHOUT_LEASE,
                **values,
            )
            if execution is not None:
                for output in outputs:
                    output.execution = execution
                execution.outputs.bulk_create(outputs)
            return execution

    def try_again(self, *, token: UUID, after: timedelta, **values: Any) -> "ToolExecution | None":
        """Give a faulty attempt another one; None when there is none left or the lease was lost."""
        with transaction.atomic():
            return self._move(
                Q(
                    lease_token=token,
                    status="processing",
                    attempt__lt=F("max_attempts"),
                    cancel_requested_at=None,
                ),
                event="retrying",
                data={"lease": str(token)},
                status="pending",
                attempt=F("attempt") + 1,
                available_at=Now() + after,
                progress=0,
                **WITHOUT_LEASE,
                **values,
            )

    def hand_back(self, *, token: UUID) -> "ToolExecution | None":
        """Return it unharmed, as a worker that stops does; nothing is counted."""
        with transaction.atomic():
            return self._move(
                Q(lease_token=token, status="processing"),
                event="handed_back",
                data={"lease": str(token)},
                status="pending",
                available_at=Now(),
                progress=0,
                **WITHOUT_LEASE,
            )

    def release_lost(self, execution: "ToolExecution") -> "ToolExecution | None":
        """Take it from who lost it: back to pending, later each time, or failed when it was lost too often.

        A poison job must leave room for the others, an innocent one should hardly wait.
        """
        lost = execution.lost + 1
        after = timedelta(seconds=2 ** (lost - 2) if lost > 1 else 0)
        changes: dict[str, Any] = {"status": "pending", "available_at": Now() + after, "progress": 0}
        if execution.cancel_requested_at is not None:
            changes = {"status": "cancelled", "finished_at": Now()}
        elif lost >= execution.max_lost:
            detail = f"Its worker was lost {lost} times. Retry it later, or ask the operator."
            changes = {
                "status": "failed",
                "finished_at": Now(),
                "error_code": "worker_lost",
                "error_detail": detail,
            }
        with transaction.atomic():
            return self._move(
                Q(pk=execution.pk, status="processing", lease_token=execution.lease_token),
                event="lost" if changes["status"] == "pending" else changes["status"],
                data={"lease": str(execution.lease_token), "lost": lost},
                lost=lost,
                **changes,
                **WITHOUT_LEASE,
            )

    def cancel_pending(self, *, execution_id: UUID) -> "ToolExecution | None":
        """Cancel it if no worker has it yet."""
        with transaction.atomic():
            return self._move(
                Q(pk=execution_id, status="pending"), event="cancelled", status="cancelled", finished_at=Now()
            )

    def request_cancel(self, *, execution_id: UUID) -> "ToolExecution | None":
        """Ask the worker that has it to stop; asking twice changes nothing."""
        with transaction.atomic():
            return self._move(
                Q(pk=execution_id, status="processing", cancel_requested_at=None),
                event="cancel_requested",
                cancel_requested_at=Now(),
            )

    def _move(
        self, where: Q, *, event: str, data: dict[str, Any] | None = None, **changes: Any
    ) -> "ToolExecution | None":
        """Change the one row that is still in the expected state and append its event."""
        found = self.filter(where).select_for_update().values_list("pk", flat=True).first()
        if found is None:
            return None
        self.filter(pk=found).update(event_seq=F("event_seq") + 1, updated_at=Now(), **changes)
        execution = self.get(pk=found)
        execution.events.create(
            owner_id=execution.owner_id,
            batch_id=execution.batch_id,
            seq=execution.event_seq,
            type=event,
            data=data or {},
        )
        return execution


ToolExecutionManager = models.Manager.from_queryset(ToolExecutionTransitions)
