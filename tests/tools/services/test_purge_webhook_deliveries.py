"""Deliveries are forgotten after a while, and those of a deleted webhook at once."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from apps.tools.periodic import SCHEDULE
from apps.tools.services.create_webhook import create_webhook
from apps.tools.services.purge_webhook_deliveries import purge_webhook_deliveries
from apps.tools.services.send_test_webhook import send_test_webhook

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(alice: User) -> WebhookEndpoint:
    """A webhook of alice's."""
    return create_webhook(owner=alice, url="https://receiver.example/")[0]


def ended(endpoint: WebhookEndpoint, *, ago: timedelta) -> WebhookDelivery:
    """A delivery that was given up so long ago, with a try."""
    delivery = send_test_webhook(endpoint=endpoint)
    delivery.tries.create(error="It answered 500.", duration_ms=1)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(status="failed", finished_at=Now() - ago)
    return delivery


def test_what_ended_a_month_ago_is_deleted_with_its_tries(endpoint: WebhookEndpoint) -> None:
    ended(endpoint, ago=31 * DAY)
    kept = ended(endpoint, ago=29 * DAY)

    assert purge_webhook_deliveries() == 1

    assert list(WebhookDelivery.objects.all()) == [kept]
    assert WebhookAttempt.objects.get().delivery == kept


def test_no_delivery_outlives_what_it_tells_about(endpoint: WebhookEndpoint, settings: Settings) -> None:
    settings.RECORD_RETENTION = 7 * DAY
    ended(endpoint, ago=8 * DAY)
    kept = ended(endpoint, ago=6 * DAY)

    assert purge_webhook_deliveries() == 1

    assert list(WebhookDelivery.objects.all()) == [kept]


def test_what_waits_is_kept(endpoint: WebhookEndpoint) -> None:
    waiting = send_test_webhook(endpoint=endpoint)
    WebhookDelivery.objects.update(created_at=Now() - 90 * DAY, give_up_at=Now() - 89 * DAY)

    assert purge_webhook_deliveries() == 0

    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_what_a_disabled_webhook_kept_waiting_for_too_long_is_given_up(endpoint: WebhookEndpoint) -> None:
    overdue, early = send_test_webhook(endpoint=endpoint), send_test_webhook(endpoint=endpoint)
    WebhookDelivery.objects.filter(pk=overdue.pk).update(give_up_at=Now() - DAY)
    WebhookEndpoint.objects.all().disable(reason="")

    purge_webhook_deliveries()

    overdue.refresh_from_db()
    early.refresh_from_db()
    assert (overdue.status, early.status) == ("failed", "pending")


def test_what_a_deleted_webhook_leaves_is_deleted(endpoint: WebhookEndpoint, alice: User) -> None:
    ended(endpoint, ago=DAY)
    send_test_webhook(endpoint=endpoint)
    other = send_test_webhook(endpoint=create_webhook(owner=alice, url="https://receiver.example/")[0])
    endpoint.delete()

    assert purge_webhook_deliveries() == 2

    assert list(WebhookDelivery.objects.all()) == [other]
    assert not WebhookAttempt.objects.exists()


def test_what_an_erased_account_leaves_is_deleted(endpoint: WebhookEndpoint, alice: User) -> None:
    ended(endpoint, ago=DAY)
    alice.delete()

    assert purge_webhook_deliveries() == 1

    assert not WebhookDelivery.objects.exists()


def test_a_dry_run_deletes_nothing(endpoint: WebhookEndpoint) -> None:
    ended(endpoint, ago=31 * DAY)

    assert purge_webhook_deliveries(dry_run=True) == 1

    assert WebhookDelivery.objects.count() == 1


def test_it_is_done_every_hour() -> None:
    (job,) = [job for job in SCHEDULE if job.run is purge_webhook_deliveries]

    assert job.every == timedelta(hours=1)
