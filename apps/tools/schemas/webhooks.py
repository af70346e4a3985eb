"""What webhooks look like from outside."""

from datetime import datetime
from difflib import get_close_matches
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from apps.tools.managers.deliveries import WebhookDeliveryQuerySet
from apps.tools.models import WebhookDelivery
from apps.tools.webhooks.events import WebhookEvent
from common.schemas import StrictIn

OVERLAP_SECONDS = 24 * 3600
OVERLAP_MAX = 7 * 24 * 3600


def _known_event(value: object) -> object:
    names = [str(event) for event in WebhookEvent]
    if not isinstance(value, str) or value in names:
        return value
    near = get_close_matches(value, names, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise ValueError(f"there is no such event.{hint} There are {', '.join(names)}")


EventType = Annotated[WebhookEvent, BeforeValidator(_known_event)]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Description = Annotated[str, StringConstraints(max_length=200)]
EventTypes = Annotated[list[EventType], Field(max_length=20)]


class WebhookIn(StrictIn):
    """Who wants to be told, and what."""

    url: Url = Field(description="Where to POST to: https:// or http://, a public host, port 443 or 80.")
    description: Description = Field(default="", description="What it is for.")
    event_types: EventTypes = Field(default=[], description="What it is told; everything unless given.")


class WebhookPatchIn(StrictIn):
    """What can change of a webhook; what is left out, or null, stays."""

    url: Url | None = Field(default=None, description="Where to POST to from now on.")
    description: Description | None = Field(default=None, description="What it is for.")
    event_types: EventTypes | None = Field(default=None, description="What it is told; an empty list is all.")
    is_enabled: bool | None = Field(default=None, description="Whether it is told anything.")


class WebhookRotationIn(StrictIn):
    """How a secret is replaced."""

    overlap_seconds: int = Field(
        default=OVERLAP_SECONDS,
        ge=0,
        le=OVERLAP_MAX,
        description="For how long the secret until now signs too, so that receivers can change over.",
    )


class WebhookOut(Schema):
    """A webhook, without its secret: that was shown once."""

    id: UUID = Field(description="What to name the webhook by.")
    url: str = Field(description="Where it is told.")
    description: str = Field(description="What it is for.")
    event_types: list[str] = Field(description="What it is told; an empty list is everything.")
    is_enabled: bool = Field(description="Whether it is told anything.")
    disabled_reason: str = Field(description="Why it was disabled, if nobody asked for it.")
    failing_since: datetime | None = Field(description="Nothing has arrived since; null while all is well.")
    former_secret_until: datetime | None = Field(description="Until when the secret before signs too.")
    created_at: datetime = Field(description="When it was made.")
    updated_at: datetime = Field(description="When it was last changed.")


class WebhookWithSecretOut(WebhookOut):
    """A webhook with its new secret: keep it now, nobody can show it again."""

    secret: str = Field(description="`whsec_…`: the key of the signatures, in base64 after the prefix.")


class WebhookPageOut(Schema):
    """One page of webhooks, newest first."""

    items: list[WebhookOut] = Field(description="The webhooks.")
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last.")


class WebhookDeliveryFilter(Schema):
    """Every condition must hold."""

    status: list[WebhookDelivery.Status] = Field(default=[], description="Any of these.")
    event_type: str | None = Field(default=None, max_length=40, description="What it tells.")

    def narrow(self, rows: WebhookDeliveryQuerySet) -> WebhookDeliveryQuerySet:
        """Those of the rows that were asked for."""
        conditions = {"status__in": self.status, "event_type": self.event_type}
        return rows.filter(**{name: value for name, value in conditions.items() if value})


class WebhookTryOut(Schema):
    """One try to deliver."""

    started_at: datetime = Field(description="When it began.")
    status_code: int | None = Field(description="What the receiver answered, if it did.")
    error: str = Field(description="Why it did not count as delivered; empty if it did.")
    duration_ms: int = Field(description="How long it took, in milliseconds.")


class WebhookDeliveryOut(Schema):
    """One message to one webhook."""

    id: UUID = Field(description="The message's id, which every try repeats as `webhook-id`.")
    event_type: str = Field(description="What it tells.")
    subject_id: UUID = Field(description="The execution or batch that it tells about.")
    status: WebhookDelivery.Status = Field(description="Where it stands; a replay makes it pending again.")
    attempts: int = Field(description="Tries since it was made or replayed.")
    next_attempt_at: datetime | None = Field(description="When it is tried next, while it is pending.")
    created_at: datetime = Field(description="When it was made.")
    finished_at: datetime | None = Field(description="When it was delivered or given up.")

    @staticmethod
    def resolve_next_attempt_at(delivery: WebhookDelivery) -> datetime | None:
        """None once nothing is to come."""
        return delivery.next_attempt_at if delivery.status == WebhookDelivery.Status.PENDING else None


class WebhookDeliveryDetailOut(WebhookDeliveryOut):
    """One message, with what is sent and how each try went."""

    body: str = Field(description="What is signed and sent, byte for byte.")
    tries: list[WebhookTryOut] = Field(description="The last hundred tries, oldest first.")

    @staticmethod
    def resolve_tries(delivery: WebhookDelivery) -> list[object]:
        """The last of them."""
        return list(reversed(delivery.tries.order_by("-pk")[:100]))


class WebhookDeliveryPageOut(Schema):
    """One page of deliveries, newest first."""

    items: list[WebhookDeliveryOut] = Field(description="The deliveries.")
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last.")
