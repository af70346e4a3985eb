"""Events go some time after their execution has ended, and never before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.iam.models import User
from apps.tools.models import ExecutionEvent, ToolExecution
from apps.tools.services.purge_expired_events import BATCH, purge_expired_events
from tests.tools.conftest import Queue
from tests.tools.services.conftest import Ended

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_events_of_what_ended_long_ago_go_and_the_execution_stays(ended: Ended) -> None:
    old, young = ended(days=8), ended(days=6)

    assert purge_expired_events() == 2

    assert not old.events.exists()
    assert young.events.count() == 2
    assert ToolExecution.objects.count() == 2


def test_what_has_not_ended_keeps_all_of_its_events_however_old(queue: Queue, ended: Ended) -> None:
    waiting = queue("image-convert")
    waiting.events.create(
        owner=waiting.owner, seq=2, type="progress", created_at=timezone.now() - timedelta(days=30)
    )
    ended(days=8)

    assert purge_expired_events() == 2

    assert waiting.events.count() == 2


def test_how_long_is_the_operators_choice(ended: Ended, settings: Settings) -> None:
    settings.EVENT_RETENTION = timedelta(hours=1)
    ended(days=0.5)

    assert purge_expired_events() == 2


def test_a_dry_run_counts_and_deletes_nothing(ended: Ended) -> None:
    ended(days=8)

    assert purge_expired_events(dry_run=True) == 2
    assert ExecutionEvent.objects.count() == 2


def many(execution: ToolExecution, count: int, *, days: float) -> None:
    """So many more events of it."""
    moment = timezone.now() - timedelta(days=days)
    ExecutionEvent.objects.bulk_create(
        ExecutionEvent(
            execution=execution, owner=execution.owner, seq=seq, type="progress", created_at=moment
        )
        for seq in range(10, 10 + count)
    )


def test_many_go_in_batches_and_those_that_stay_are_not_read(ended: Ended) -> None:
    many(ended(days=9), 2 * BATCH, days=9)
    many(ended(days=1), 5 * BATCH, days=1)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert purge_expired_events() == 2 * BATCH + 2

    assert ExecutionEvent.objects.count() == 5 * BATCH + 2
    reads = [query for query in queries if query["sql"].startswith("SELECT")]
    assert len(reads) == 3


def test_several_at_once_delete_each_event_once(ended: Ended, alice: User) -> None:
    many(ended(days=9), 3 * BATCH, days=9)

    def purge(_: int) -> int:
        try:
            return purge_expired_events()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        purged = sum(pool.map(purge, range(4)))

    assert purged + purge_expired_events() == 3 * BATCH + 2
    assert not ExecutionEvent.objects.exists()
