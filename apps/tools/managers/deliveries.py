"""Which deliveries of webhooks, and how they are written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from apps.tools.managers.webhooks import WebhookEndpointQuerySet
from apps.tools.webhooks.bell import webhook_bell
from apps.tools.webhooks.events import Happening, WebhookEvent, batch_data, execution_data
from common.exceptions import NotFoundError
from common.types import JsonObject

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import Batch, ToolExecution, WebhookDelivery

LIFETIME = timedelta(hours=24)
"""How long a delivery is tried, from when it was made or replayed."""


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Deliveries, narrowed by adjectives and written."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's deliveries."""
        return self.filter(endpoint__owner=user)

    def one(self, delivery_id: UUID) -> "WebhookDelivery":
        """The delivery with this id among these; raises NotFoundError."""
        delivery = self.filter(pk=delivery_id).first()
        if delivery is None:
            raise NotFoundError(noun="delivery", id=delivery_id)
        return delivery

    def due(self) -> Self:
        """To be sent now, and in nobody's hands."""
        return self.filter(status="pending", next_attempt_at__lte=Now())

    def sendable(self) -> Self:
        """Whose endpoint is there and enabled, of an owner who may enter."""
        return self.filter(endpoint__is_enabled=True, endpoint__owner__is_active=True)

    def overdue(self) -> Self:
        """That nobody sends, because their endpoint is disabled, and whose time is over."""
        return self.filter(status="pending", give_up_at__lt=Now(), endpoint__is_enabled=False)

    def outdated(self, *, after: timedelta) -> Self:
        """Ended for so long, or of an endpoint that is no more."""
        orphaned = ~Exists(all_endpoints().filter(pk=OuterRef("endpoint_id")))
        return self.filter(Q(finished_at__lt=Now() - after) | orphaned)

    def announce(
        self,
        *,
        owner_id: UUID,
        event_type: str,
        subject_id: UUID,
        data: JsonObject,
        happened_at: datetime | None = None,
    ) -> None:
        """Write a delivery to each endpoint of the owner's that wants it, in the caller's transaction."""
        moment = happened_at or timezone.now()
        self.announce_all([Happening(owner_id, event_type, subject_id, data, moment)])

    def announce_all(self, happenings: Sequence[Happening]) -> None:
        """The same for many, in two queries; one where nobody wants to know."""
        endpoints: dict[UUID, list[tuple[UUID, list[str]]]] = defaultdict(list)
        found = all_endpoints().filter(owner_id__in={it.owner_id for it in happenings}).enabled()
        for owner_id, pk, wanted in found.values_list("owner_id", "pk", "event_types"):
            endpoints[owner_id].append((pk, wanted))
        drafts = [
            self.draft(endpoint_id=pk, event_type=it.event_type, subject_id=it.subject_id, body=it.message)
            for it in happenings
            for pk, wanted in endpoints[it.owner_id]
            if not wanted or it.event_type in wanted
        ]
        if drafts:
            self.bulk_create(drafts)
            transaction.on_commit(webhook_bell.ring)

    def draft(self, **values: Any) -> "WebhookDelivery":
        """One that is due at once, for `bulk_create` or `enqueue`."""
        return self.model(give_up_at=Now() + LIFETIME, next_attempt_at=Now(), **values)

    def enqueue(self, draft: "WebhookDelivery") -> None:
        """Write it, and wake the sender when it is there."""
        draft.save(force_insert=True)
        transaction.on_commit(webhook_bell.ring)


def announce_ends(executions: Sequence["ToolExecution"]) -> None:
    """Tell their owners' endpoints that these have ended, in the transaction that ends them."""
    happenings = [
        Happening(
            owner_id=execution.owner_id,
            event_type=f"execution.{execution.status}",
            subject_id=execution.pk,
            data=execution_data(execution),
            happened_at=execution.finished_at or timezone.now(),
        )
        for execution in executions
        if not execution.unlisted
    ]
    if happenings:
        apps.get_model("tools.WebhookDelivery").objects.announce_all(happenings)


def announce_batch_end(batch: "Batch", *, status: str, counts: Mapping[str, int]) -> None:
    """Tell its owner's endpoints that it has ended, in the transaction that ends it."""
    apps.get_model("tools.WebhookDelivery").objects.announce(
        owner_id=batch.owner_id,
        event_type=WebhookEvent.BATCH_COMPLETED,
        subject_id=batch.pk,
        data=batch_data(batch, status=status, counts=counts),
        happened_at=batch.finished_at,
    )


def all_endpoints() -> WebhookEndpointQuerySet:
    """All of them; not imported, because models import managers."""
    found: WebhookEndpointQuerySet = apps.get_model("tools.WebhookEndpoint").objects.all()
    return found
