"""How deliveries are claimed, tried, ended and begun again. Time is the database's; tokens prove claims."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Least, Now

from apps.tools.managers.deliveries import LIFETIME, WebhookDeliveryQuerySet, all_endpoints
from apps.tools.webhooks.bell import webhook_bell

if TYPE_CHECKING:
    from apps.tools.models import WebhookDelivery

CLAIM = timedelta(seconds=40)
"""How long a sender has a delivery to itself; no try takes so long, so one that was killed is tried again."""

GONE = "The receiver answered 410 Gone."
DEAD = "Nothing has arrived for five days."


def claimed_at(delivery: "WebhookDelivery") -> datetime:
    """When the claim began that this row was read with, on the database's clock."""
    return delivery.next_attempt_at - CLAIM


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a sender has in its hands, and so leaves alone for now."""

    endpoints: Collection[UUID] = field(default=())
    owners: Collection[UUID] = field(default=())
    failing: bool = False
    """Whether it has enough of endpoints that failed last."""


class WebhookDeliveryMoves(WebhookDeliveryQuerySet):
    """Moves deliveries to their end."""

    def claim(self, *, load: Load) -> "WebhookDelivery | None":
        """Take the one that has waited longest, with its endpoint; None when there is nothing to send."""
        due = (
            self.due()
            .sendable()
            .exclude(endpoint__in=load.endpoints)
            .exclude(endpoint__owner__in=load.owners)
        )
        if load.failing:
            due = due.filter(endpoint__failing_since=None)
        due = due.order_by("next_attempt_at")
        if not due.exists():  # spares idle senders the write lock of SQLite
            return None
        with transaction.atomic():
            found = due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True).first()
            if found is None:
                return None
            self.filter(pk=found).update(claim_token=uuid4(), next_attempt_at=Now() + CLAIM)
            return self.select_related("endpoint").get(pk=found)

    def record_arrival(self, delivery: "WebhookDelivery", **answer: Any) -> None:
        """It has arrived; whoever lost the claim writes nothing."""
        with transaction.atomic():
            if self._hold(delivery):
                self.filter(pk=delivery.pk).update(status="delivered", **_ended())
                delivery.tries.create(**answer)
                all_endpoints().filter(pk=delivery.endpoint_id).record_success()

    def record_failure(self, delivery: "WebhookDelivery", *, after: timedelta, **answer: Any) -> None:
        """It has not arrived: again after a while, at the latest when its time is over, which ends it."""
        with transaction.atomic():
            if self._hold(delivery):
                delivery.tries.create(**answer)
                endpoint = all_endpoints().filter(pk=delivery.endpoint_id)
                endpoint.record_failure()
                this = self.filter(pk=delivery.pk)
                if this.filter(give_up_at__lte=Now()).update(status="failed", **_ended()):
                    endpoint.disable_dead(reason=DEAD)
                else:
                    soon = Least(Now() + after, F("give_up_at"), output_field=models.DateTimeField())
                    this.update(attempts=F("attempts") + 1, next_attempt_at=soon, claim_token=None)

    def record_refusal(self, delivery: "WebhookDelivery", **answer: Any) -> None:
        """The receiver wants nothing more, ever."""
        with transaction.atomic():
            if self._hold(delivery):
                delivery.tries.create(**answer)
                self.filter(pk=delivery.pk).update(status="failed", **_ended())
                all_endpoints().filter(pk=delivery.endpoint_id).disable(reason=GONE)

    def begin_again(self, delivery: "WebhookDelivery") -> None:
        """Make it due now with all its time before it; one that is being sent is left alone."""
        free = Q(claim_token=None) | Q(next_attempt_at__lte=Now())
        again = {"attempts": 0, "next_attempt_at": Now(), "give_up_at": Now() + LIFETIME}
        self.filter(free, pk=delivery.pk).update(
            status="pending", claim_token=None, finished_at=None, **again
        )
        transaction.on_commit(webhook_bell.ring)

    def give_up(self) -> int:
        """End these as failed; says how many."""
        return self.update(status="failed", finished_at=Now(), claim_token=None)

    def _hold(self, delivery: "WebhookDelivery") -> bool:
        """Whether the claim that this row was read with is still good; then the row is locked."""
        held = self.filter(pk=delivery.pk, status="pending", claim_token=delivery.claim_token)
        return held.select_for_update().values_list("pk", flat=True).first() is not None


def _ended() -> dict[str, Any]:
    return {"finished_at": Now(), "claim_token": None, "attempts": F("attempts") + 1}


WebhookDeliveryManager = models.Manager.from_queryset(WebhookDeliveryMoves)
