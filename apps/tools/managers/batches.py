"""Every query on batches."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, DateTimeField, ExpressionWrapper, F, Q, Sum, When
from django.db.models.functions import Now

from apps.tools.managers.deliveries import announce_batch_end
from apps.tools.managers.executions import ENDED

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import Batch

BatchStatus = Literal["expanding", "pending", "processing", "completed", "failed", "cancelled"]
STATES = ("pending", "processing", *ENDED)


@dataclass(slots=True)
class Tally:
    """How the executions of a batch stand."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    running: int = 0
    """The percents of those that are being processed, together."""

    def percent(self, *, of: int) -> int:
        """How much of so many is done; below 100 while the last one has not ended."""
        ended = sum(self.counts[status] for status in ENDED)
        return min((100 * ended + self.running) // of, 99) if of else 0

    def status(self, batch: "Batch") -> BatchStatus:
        """Where the batch stands, as its row and its executions together say."""
        if not batch.is_expanded:
            return "expanding"
        if batch.finished_at is None:
            return "pending" if self.counts["pending"] == batch.total else "processing"
        if batch.error_code:
            return "failed"
        stopped = batch.cancel_requested_at is not None and (self.counts["cancelled"] or not batch.total)
        return "cancelled" if stopped else "completed"


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches, narrowed by adjectives and moved by verbs."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's batches."""
        return self.filter(owner=user, deleted_at=None)

    def unended(self) -> Self:
        """With executions that have not ended, or that are not there yet."""
        return self.filter(finished_at=None)

    def expanding(self) -> Self:
        """Whose executions are not there yet, because their archive is still being opened."""
        return self.filter(is_expanded=False)

    def expandable(self) -> Self:
        """Whose archive has been opened, or never will be."""
        return self.expanding().filter(Q(expansion=None) | Q(expansion__status__in=ENDED))

    def forgotten(self, *, after: timedelta) -> Self:
        """That ended longer ago than this, and whose executions are not remembered any more."""
        return self.filter(finished_at__lt=Now() - after, executions=None)

    def tallies(self, batches: Collection["Batch"]) -> dict[UUID, Tally]:
        """How the executions of each stand, in two queries that read little more than an index."""
        executions = self.model._meta.get_field("executions").related_model._base_manager.filter(
            batch__in=batches
        )
        found = {batch.pk: Tally() for batch in batches}
        counted = executions.values_list("batch", "status").annotate(Count("pk"))
        for key, status, count in counted.order_by():
            found[key].counts[status] = count
        running = executions.filter(status="processing").values_list("batch").annotate(Sum("progress"))
        for key, percents in running.order_by():
            found[key].running = percents
        return found

    def count_ends(self, *, batch_id: UUID, count: int) -> None:
        """So many of its executions have just ended; with the last one it ends, in the same statement.

        The database does the sum: two last ones that end at once wait for each other.
        """
        self.filter(pk=batch_id).update(
            remaining=F("remaining") - count, **_ending(Q(remaining=count, is_expanded=True))
        )
        self._announce_end(batch_id)

    def settle(self, *, batch_id: UUID, added: int = 0, error_code: str = "", error_detail: str = "") -> None:
        """Its archive is done with: so many executions came of it, and no more will come."""
        self.expanding().filter(pk=batch_id).update(
            is_expanded=True,
            secrets="",
            total=F("total") + added,
            remaining=F("remaining") + added,
            error_code=error_code,
            error_detail=error_detail,
            **({} if added else _ending(Q(remaining=0))),
        )
        self._announce_end(batch_id)

    def _announce_end(self, batch_id: UUID) -> None:
        """If the caller has just ended it: nobody else can have, as the caller holds its row."""
        batch = self.exclude(finished_at=None).filter(pk=batch_id).first()
        if batch is not None:
            tally = self.tallies([batch])[batch_id]
            announce_batch_end(batch, status=tally.status(batch), counts=tally.counts)

    def request_cancel(self, *, batch_id: UUID) -> bool:
        """Remember that its owner wants it stopped; False when it has ended. Asking twice changes nothing."""
        unended = self.unended().filter(pk=batch_id)
        return bool(unended.filter(cancel_requested_at=None).update(cancel_requested_at=Now())) or (
            unended.exists()
        )


def _ending(condition: Q) -> dict[str, Any]:
    """It ends if that holds; its files are then kept for as long as was asked for."""
    lifetime = F("expires_at") - F("created_at")
    expiry = ExpressionWrapper(Now() + lifetime, output_field=DateTimeField())
    return {
        "finished_at": Case(When(condition, then=Now())),
        "expires_at": Case(When(condition, then=expiry), default=F("expires_at")),
    }


BatchManager = models.Manager.from_queryset(BatchQuerySet)
