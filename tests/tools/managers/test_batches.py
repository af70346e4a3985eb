"""A batch counts the ends of its executions, whoever ends them and at whatever moment."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import Batch, ExecutionEvent, StoredFile, ToolExecution, WebhookEndpoint
from tests.tools.conftest import Store

LEASE = timedelta(seconds=30)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)

Begin = Callable[..., Batch]


@pytest.fixture
def begin(alice: User, store: Store) -> Begin:
    """`begin(3)` makes a batch of alice's with three executions; `is_expanded=False` expects more of them."""
    file = store(b"text")

    def make(count: int, *, is_expanded: bool = True) -> Batch:
        batch = Batch.objects.create(
            owner=alice,
            tool="text-charset",
            total=count,
            remaining=count,
            is_expanded=is_expanded,
            expires_at=timezone.now() + DAY,
        )
        enqueue(batch, file, count=count)
        return batch

    return make


def enqueue(batch: Batch, file: StoredFile, *, count: int) -> None:
    """Queue executions of the batch."""
    drafts = [
        ToolExecution(
            owner=batch.owner,
            batch=batch,
            tool=batch.tool,
            tool_version="1",
            expires_at=batch.expires_at,
            priority=ToolExecution.Priority.BATCH,
        )
        for _ in range(count)
    ]
    ToolExecution.objects.enqueue_all(drafts, inputs=[("source", file)] * count)


def claim() -> UUID:
    """The token of a worker that has taken the next one."""
    token = uuid4()
    assert ToolExecution.objects.claim(worker="w", token=token, lease=LEASE)
    return token


def complete(token: UUID) -> None:
    """End it well."""
    ToolExecution.objects.finish(token=token, status="completed", progress=100)


def test_executions_wait_in_the_order_of_their_files(begin: Begin) -> None:
    batch = begin(5)

    waiting = ToolExecution.objects.filter(batch=batch).order_by("priority", "turn", "pk")

    assert [execution.pk for execution in waiting] == sorted(execution.pk for execution in waiting)
    assert [list(execution.events.values_list("seq", "type", "batch_id")) for execution in waiting] == [
        [(1, "created", batch.pk)]
    ] * 5


def test_a_batch_ends_with_its_last_execution(begin: Begin) -> None:
    batch = begin(2)
    complete(claim())
    batch.refresh_from_db()
    assert (batch.remaining, batch.finished_at) == (1, None)

    ToolExecution.objects.finish(token=claim(), status="failed", error_code="tool_error")

    batch.refresh_from_db()
    assert batch.remaining == 0
    assert batch.finished_at is not None


def test_its_files_are_kept_for_as_long_as_was_asked_for_after_its_end(begin: Begin) -> None:
    batch = begin(1)
    Batch.objects.update(created_at=timezone.now() - DAY, expires_at=timezone.now())

    complete(claim())

    batch.refresh_from_db()
    assert batch.finished_at is not None
    kept = batch.expires_at - batch.finished_at
    assert abs(kept - DAY) < timedelta(minutes=1)


def test_it_does_not_end_while_more_executions_are_to_come(begin: Begin, store: Store) -> None:
    batch = begin(1, is_expanded=False)
    complete(claim())
    batch.refresh_from_db()
    assert (batch.remaining, batch.finished_at) == (0, None)

    with transaction.atomic():
        enqueue(batch, store(b"more"), count=1)
        Batch.objects.settle(batch_id=batch.pk, added=1)
    complete(claim())

    batch.refresh_from_db()
    assert (batch.total, batch.remaining) == (2, 0)
    assert batch.finished_at is not None


def test_an_execution_that_goes_back_is_not_counted(begin: Begin) -> None:
    batch = begin(1)

    ToolExecution.objects.hand_back(token=claim())
    ToolExecution.objects.try_again(token=claim(), after=timedelta(0))

    batch.refresh_from_db()
    assert batch.remaining == 1


def test_what_is_rolled_back_is_not_counted(begin: Begin) -> None:
    batch = begin(1)
    token = claim()

    with pytest.raises(IntegrityError), transaction.atomic():
        ToolExecution.objects.finish(token=token, status="completed", progress=99)

    batch.refresh_from_db()
    assert batch.remaining == 1


@pytest.mark.parametrize("attempt", range(5))
def test_the_last_ones_may_end_at_once(begin: Begin, attempt: int) -> None:
    batch = begin(4)
    tokens = [claim() for _ in range(4)]
    together = threading.Barrier(len(tokens))

    def end(token: UUID) -> None:
        together.wait()
        complete(token)
        connections.close_all()

    threads = [threading.Thread(target=end, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    batch.refresh_from_db()
    assert batch.remaining == 0
    assert batch.finished_at is not None


def test_its_end_is_told_once_with_how_it_went(begin: Begin, alice: User) -> None:
    endpoint = WebhookEndpoint.objects.create(
        owner=alice, url="https://example.com", secret="", event_types=["batch.completed"]
    )
    batch = begin(2)
    complete(claim())
    assert not endpoint.deliveries.exists()

    ToolExecution.objects.finish(token=claim(), status="failed", error_code="tool_error")

    told = json.loads(endpoint.deliveries.get().body)["data"]
    assert (told["id"], told["status"]) == (str(batch.pk), "completed")
    assert (told["counts"]["completed"], told["counts"]["failed"]) == (1, 1)


class TestCancellingAll:
    def test_ends_what_waits_and_asks_what_runs(self, begin: Begin) -> None:
        batch = begin(3)
        token = claim()

        states = ToolExecution.objects.filter(batch=batch).cancel_all()

        batch.refresh_from_db()
        assert sorted(states.values()) == ["pending", "pending", "processing"]
        assert batch.remaining == 1
        assert ToolExecution.objects.leases(tokens=[token]) == {token: True}

    def test_writes_each_ones_events(self, begin: Begin) -> None:
        batch = begin(2)
        claim()

        ToolExecution.objects.filter(batch=batch).cancel_all()

        stories = [
            list(execution.events.order_by("seq").values_list("seq", "type"))
            for execution in ToolExecution.objects.filter(batch=batch).order_by("pk")
        ]
        assert stories == [
            [(1, "created"), (2, "claimed"), (3, "cancel_requested")],
            [(1, "created"), (2, "cancelled")],
        ]

    def test_changes_nothing_the_second_time(self, begin: Begin) -> None:
        batch = begin(2)
        claim()
        ToolExecution.objects.filter(batch=batch).cancel_all()
        events = ExecutionEvent.objects.count()

        ToolExecution.objects.filter(batch=batch).cancel_all()

        batch.refresh_from_db()
        assert batch.remaining == 1
        assert ExecutionEvent.objects.count() == events


def test_a_stranger_sees_no_batch_and_its_owner_sees_no_deleted_one(
    begin: Begin, alice: User, bob: User
) -> None:
    batch = begin(1)
    assert list(Batch.objects.visible_to(alice)) == [batch]
    assert not Batch.objects.visible_to(bob).exists()

    Batch.objects.update(deleted_at=timezone.now())

    assert not Batch.objects.visible_to(alice).exists()


class TestForgetting:
    def test_a_batch_is_forgotten_when_its_executions_are(self, begin: Begin) -> None:
        batch = begin(1)
        complete(claim())
        Batch.objects.update(finished_at=timezone.now() - DAY)
        assert not Batch.objects.forgotten(after=timedelta(hours=1)).exists()

        ToolExecution.objects.all().delete()

        assert list(Batch.objects.forgotten(after=timedelta(hours=1))) == [batch]
        assert not Batch.objects.forgotten(after=timedelta(days=2)).exists()

    def test_one_that_has_not_ended_is_not(self, begin: Begin) -> None:
        begin(0, is_expanded=False)

        assert not Batch.objects.forgotten(after=timedelta(0)).exists()
