"""Who still holds which execution: leases by their tokens, kept and looked at without an event."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now

from apps.tools.managers.executions import ToolExecutionQuerySet


class LeasedExecutionQuerySet(ToolExecutionQuerySet):
    """Executions in the hands of workers, each by the token of its lease."""

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

    def was_completed(self, execution_id: UUID, *, token: UUID) -> bool:
        """Whether the holder of this lease, and nobody else, has completed the execution."""
        told = {"events__type": "completed", "events__data__lease": str(token)}
        return self.filter(pk=execution_id, **told).exists()
