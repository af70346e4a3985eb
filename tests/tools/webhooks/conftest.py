"""A receiver, endpoints that lead to it, and a sender as a worker has one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools.models import WebhookDelivery, WebhookEndpoint
from apps.tools.services.create_webhook import create_webhook
from apps.tools.services.send_test_webhook import send_test_webhook
from apps.tools.webhooks.bell import webhook_bell
from apps.tools.webhooks.sender import Sender
from tests.support.product import eventually
from tests.support.receiver import Receiver, receiving

Subscribe = Callable[..., tuple[WebhookEndpoint, str]]
LetPass = Callable[[WebhookDelivery], None]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A receiver on loopback, which the operator allows."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def subscribe(alice: User, receiver: Receiver) -> Subscribe:
    """`subscribe()` is a webhook of alice's at the receiver, and its secret."""

    def make(**values: Any) -> tuple[WebhookEndpoint, str]:
        wanted: dict[str, Any] = {"owner": alice, "url": receiver.url} | values
        return create_webhook(**wanted)

    return make


@pytest.fixture
def sender(transactional_db: None) -> Iterator[Sender]:
    """A sender at work, as in a worker."""
    sender = Sender()
    sender.start()
    yield sender
    sender.stop(grace=0)


@pytest.fixture
def let_pass() -> LetPass:
    """`let_pass(delivery)` makes its next try due, as if the time until then had passed."""

    def pass_by(delivery: WebhookDelivery) -> None:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(next_attempt_at=Now())
        webhook_bell.ring()

    return pass_by


def sent_test(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """A test delivery to it."""
    return send_test_webhook(endpoint=endpoint)


def current(delivery: WebhookDelivery) -> WebhookDelivery:
    """The delivery as it is now."""
    return WebhookDelivery.objects.select_related("endpoint").get(pk=delivery.pk)


def after_tries(delivery: WebhookDelivery, count: int) -> WebhookDelivery:
    """The delivery once so many tries have been recorded, and nobody is trying."""

    def look() -> WebhookDelivery | None:
        now = current(delivery)
        return now if now.tries.count() >= count and now.claim_token is None else None

    found: WebhookDelivery = eventually(look, seconds=60, what=f"try {count}")
    return found


def make_overdue(delivery: WebhookDelivery) -> None:
    """Let its time be over: the next failure is the last."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        next_attempt_at=Now(), give_up_at=Now() - timedelta(seconds=1)
    )
    webhook_bell.ring()
