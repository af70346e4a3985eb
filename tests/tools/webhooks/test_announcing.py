"""What is told of an end: to whom, once, in the transaction that ends it."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools.models import ToolExecution, WebhookDelivery, WebhookEndpoint
from apps.tools.services.create_webhook import create_webhook
from apps.tools.webhooks.events import WebhookEvent

URL = "https://receiver.example/"

pytestmark = pytest.mark.django_db


def webhook_of(owner: User, *events: WebhookEvent) -> WebhookEndpoint:
    """A webhook that is told these events, or all."""
    return create_webhook(owner=owner, url=URL, event_types=events)[0]


def pending(owner: User, **values: Any) -> ToolExecution:
    """An execution that waits for a worker."""
    draft = ToolExecution(
        owner=owner,
        tool="image-convert",
        tool_version="1.0.0",
        options={"output_format": "png", "caption": "between us"},
        expires_at=timezone.now() + timedelta(hours=1),
        **values,
    )
    ToolExecution.objects.enqueue(draft, inputs=[])
    return draft


def ended(owner: User, status: str = "completed", **values: Any) -> ToolExecution:
    """An execution that a worker has ended so."""
    execution, token = pending(owner, **values), uuid4()
    ToolExecution.objects.filter(pk=execution.pk).update(
        status="processing", lease_token=token, lease_expires_at=timezone.now() + timedelta(minutes=1)
    )
    hows: dict[str, dict[str, Any]] = {
        "completed": {"progress": 100},
        "failed": {"error_code": "input_corrupt", "error_detail": "It cannot be read."},
        "cancelled": {},
    }
    finished = ToolExecution.objects.finish(token=token, status=status, **hows[status])
    assert finished is not None
    return finished


def told(endpoint: WebhookEndpoint) -> list[tuple[str, UUID]]:
    """What it is told, in order."""
    return list(endpoint.deliveries.order_by("pk").values_list("event_type", "subject_id"))


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_an_end_is_told_to_every_webhook_of_its_owner(alice: User, bob: User, status: str) -> None:
    first, second, bobs = webhook_of(alice), webhook_of(alice), webhook_of(bob)

    execution = ended(alice, status)

    assert told(first) == told(second) == [(f"execution.{status}", execution.pk)]
    assert told(bobs) == []


def test_a_webhook_is_told_what_it_asked_for_only(alice: User) -> None:
    failures = webhook_of(alice, WebhookEvent.EXECUTION_FAILED, WebhookEvent.BATCH_COMPLETED)

    ended(alice, "completed")
    failed = ended(alice, "failed")

    assert told(failures) == [("execution.failed", failed.pk)]


def test_a_disabled_webhook_is_told_nothing(alice: User) -> None:
    endpoint = webhook_of(alice)
    WebhookEndpoint.objects.all().disable(reason="")

    ended(alice)

    assert told(endpoint) == []


def test_what_waits_and_is_cancelled_is_told_too(alice: User) -> None:
    endpoint, execution = webhook_of(alice), pending(alice)

    ToolExecution.objects.cancel_pending(execution_id=execution.pk)

    assert told(endpoint) == [("execution.cancelled", execution.pk)]


def test_what_the_product_runs_for_itself_is_not_told(alice: User) -> None:
    endpoint = webhook_of(alice)

    ended(alice, unlisted=True)

    assert told(endpoint) == []


def test_what_does_not_end_is_not_told(alice: User) -> None:
    endpoint, execution, token = webhook_of(alice), pending(alice), uuid4()

    ToolExecution.objects.filter(pk=execution.pk).update(
        status="processing", lease_token=token, lease_expires_at=timezone.now()
    )
    ToolExecution.objects.report_progress(token=token, percent=10, message="")
    ToolExecution.objects.hand_back(token=token)

    assert told(endpoint) == []


def test_the_message_says_what_a_receiver_needs_and_no_more(alice: User, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tools.example.com"
    endpoint = webhook_of(alice)

    execution = ended(alice, "failed", metadata={"order": "4711"})

    (delivery,) = endpoint.deliveries.all()
    message = json.loads(delivery.body)
    assert execution.finished_at is not None
    moment = execution.finished_at.isoformat().replace("+00:00", "Z")
    assert message == {
        "type": "execution.failed",
        "timestamp": moment,
        "data": {
            "id": str(execution.pk),
            "tool": "image-convert",
            "status": "failed",
            "error": {"code": "input_corrupt", "detail": "It cannot be read."},
            "metadata": {"order": "4711"},
            "batch_id": None,
            "finished_at": moment,
            "urls": {"self": f"https://tools.example.com/api/v1/executions/{execution.pk}"},
        },
    }
    assert "between us" not in delivery.body


def test_a_success_has_no_error(alice: User) -> None:
    endpoint = webhook_of(alice)

    ended(alice)

    assert json.loads(endpoint.deliveries.get().body)["data"]["error"] is None


def test_without_a_webhook_an_end_costs_one_query_more(alice: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        ended(alice)

    about = [query["sql"] for query in queries if "webhook" in query["sql"]]
    assert len(about) == 1
    assert about[0].startswith("SELECT")


def test_the_delivery_is_there_if_and_only_if_the_end_is(alice: User) -> None:
    endpoint, execution = webhook_of(alice), pending(alice)

    with transaction.atomic():
        ToolExecution.objects.cancel_pending(execution_id=execution.pk)
        transaction.set_rollback(True)  # as when the database goes away

    execution.refresh_from_db()
    assert execution.status == "pending"
    assert told(endpoint) == []


def test_the_database_refuses_to_tell_the_same_twice(alice: User) -> None:
    endpoint, execution = webhook_of(alice), ended(alice)

    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookDelivery.objects.announce(
            owner_id=alice.pk, event_type="execution.completed", subject_id=execution.pk, data={}
        )

    assert len(told(endpoint)) == 1


def test_the_end_of_a_batch_is_told_with_its_own_data(alice: User) -> None:
    endpoint, batch = webhook_of(alice, WebhookEvent.BATCH_COMPLETED), uuid4()

    WebhookDelivery.objects.announce(
        owner_id=alice.pk, event_type="batch.completed", subject_id=batch, data={"id": str(batch)}
    )

    message = json.loads(endpoint.deliveries.get().body)
    assert (message["type"], message["data"]) == ("batch.completed", {"id": str(batch)})


def test_an_execution_ends_although_its_webhook_is_deleted_meanwhile(alice: User) -> None:
    endpoint = webhook_of(alice)
    with transaction.atomic():
        execution = ended(alice)
        endpoint.delete()

    assert ToolExecution.objects.get(pk=execution.pk).status == "completed"
    assert WebhookDelivery.objects.due().sendable().count() == 0
