"""How executions move along their state machine.

Each verb changes a row and appends its event, or does neither. Time is the database's; tokens prove leases.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.tools.managers.bulk import BulkExecutionQuerySet
from apps.tools.managers.claiming import too_late

if TYPE_CHECKING:
    from apps.tools.models import StoredFile, ToolExecution

ENDED: dict[str, Any] = {"finished_at": Now(), "secrets": ""}
WITHOUT_LEASE: dict[str, Any] = {"lease_token": None, "lease_expires_at": None}


BACK_OFF = (0, 0, 0, 0.25, 0.5, 1, 2, 4)
"""Seconds until work whose worker was lost is due again, by its losses: an innocent should hardly wait."""


class ToolExecutionTransitions(BulkExecutionQuerySet):
    """Moves executions along their state machine."""

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
                **ENDED,
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
        """Take it from who lost it: back to pending, in the end later each time, or failed at last."""
        lost = execution.lost + 1
        after = timedelta(seconds=BACK_OFF[min(lost, len(BACK_OFF) - 1)])
        changes: dict[str, Any] = {"status": "pending", "available_at": Now() + after, "progress": 0}
        if execution.cancel_requested_at is not None:
            changes = {"status": "cancelled", **ENDED}
        elif lost >= execution.max_lost:
            detail = f"Its worker was lost {lost} times. Retry it later, or ask the operator."
            changes = {
                "status": "failed",
                **ENDED,
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

    def give_up(self, *, execution_id: UUID) -> "ToolExecution | None":
        """End what no worker has come to in time; None when one has come meanwhile."""
        hours = settings.QUEUE_TIMEOUT / timedelta(hours=1)
        detail = (
            f"No worker came to it within {hours:g} hours: too much is waiting, or none that is "
            "here can run its tool. Retry it later, or ask the operator."
        )
        never_begun, not_begun_again = too_late()
        with transaction.atomic():
            return self._move(
                Q(never_begun | not_begun_again, pk=execution_id),
                event="failed",
                data={"error_code": "queue_timeout"},
                status="failed",
                **ENDED,
                error_code="queue_timeout",
                error_detail=detail,
            )

    def cancel_pending(self, *, execution_id: UUID) -> "ToolExecution | None":
        """Cancel it if no worker has it yet."""
        with transaction.atomic():
            return self._move(
                Q(pk=execution_id, status="pending"), event="cancelled", status="cancelled", **ENDED
            )

    def request_cancel(self, *, execution_id: UUID) -> "ToolExecution | None":
        """Ask the worker that has it to stop; asking twice changes nothing."""
        with transaction.atomic():
            return self._move(
                Q(pk=execution_id, status="processing", cancel_requested_at=None),
                event="cancel_requested",
                cancel_requested_at=Now(),
            )


ToolExecutionManager = models.Manager.from_queryset(ToolExecutionTransitions)
