"""Records go when their time is over, and nothing that is remembered loses what it names."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import Batch, ExecutionEvent, StoredFile, ToolExecution
from apps.tools.services.purge_expired_records import BATCH, PurgedRecords, purge_expired_records
from tests.tools.conftest import Queue, Store
from tests.tools.services.conftest import Ended, Make

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_ended_long_ago_is_forgotten_with_its_events_and_outputs(ended: Ended, output: Make) -> None:
    output(ended(days=91))
    young = ended(days=89)

    assert purge_expired_records() == PurgedRecords(executions=1)

    assert list(ToolExecution.objects.all()) == [young]
    assert set(ExecutionEvent.objects.values_list("execution", flat=True)) == {young.pk}
    assert not StoredFile.objects.exists()


def test_what_has_not_ended_is_never_forgotten(queue: Queue) -> None:
    queue("image-convert")
    ToolExecution.objects.update(created_at=timezone.now() - timedelta(days=400))

    assert purge_expired_records() == PurgedRecords()


@pytest.mark.parametrize("state", ["ready", "deleting"])
def test_an_execution_whose_output_is_still_kept_waits_for_it(ended: Ended, output: Make, state: str) -> None:
    file = output(ended(days=91), state=state)

    assert purge_expired_records() == PurgedRecords()

    StoredFile.objects.filter(pk=file.pk).update(state="deleted")
    assert purge_expired_records() == PurgedRecords(executions=1)


def test_an_execution_whose_output_went_into_another_one_goes_after_it(ended: Ended, output: Make) -> None:
    first = ended(days=92)
    second = ended(output(first), days=89)

    assert purge_expired_records() == PurgedRecords()

    ToolExecution.objects.filter(pk=second.pk).delete()
    ended(output(ended(days=92)), days=91)
    assert purge_expired_records() == PurgedRecords(executions=3)


def test_what_was_retried_is_forgotten_and_the_retry_says_so(ended: Ended) -> None:
    retry = ended(days=1, retry_of=ended(days=91))

    purge_expired_records()

    retry.refresh_from_db()
    assert retry.retry_of is None


def test_a_sent_in_file_is_forgotten_when_nothing_remembers_it(ended: Ended, store: Store) -> None:
    file = store(b"old")
    user = ended(file, days=1)
    StoredFile.objects.update(state="deleted", expires_at=timezone.now() - timedelta(days=91))

    assert purge_expired_records() == PurgedRecords()

    user.delete()
    assert purge_expired_records() == PurgedRecords(file_records=1)


def test_a_batch_is_forgotten_after_its_executions(ended: Ended, alice: User) -> None:
    old = timezone.now() - timedelta(days=91)
    batch = Batch.objects.create(owner=alice, tool="image-convert", total=1, finished_at=old, expires_at=old)
    ended(days=91, batch=batch)

    assert purge_expired_records() == PurgedRecords(executions=1, batches=1)


def test_many_are_forgotten_by_several_at_once(ended: Ended, alice: User) -> None:
    old = timezone.now() - timedelta(days=91)
    count = 3 * BATCH
    ToolExecution.objects.bulk_create(
        ToolExecution(
            owner=alice, tool="t", tool_version="1", status="completed", progress=100, finished_at=old,
            expires_at=old,
        )
        for _ in range(count)
    )  # fmt: skip

    def purge(_: int) -> int:
        try:
            return purge_expired_records().executions
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        purged = sum(pool.map(purge, range(3)))

    assert purged + purge_expired_records().executions == count
    assert not ToolExecution.objects.exists()


def test_the_command_tells_and_does_everything(ended: Ended, store: Store) -> None:
    ended(days=91)
    ended(days=8)
    file = store(b"0123456789")
    StoredFile.objects.filter(pk=file.pk).update(expires_at=timezone.now())
    expected = {
        "files": 1,
        "bytes": 10,
        "abandoned_uploads": 0,
        "events": 4,
        "webhook_deliveries": 0,
        "executions": 1,
        "batches": 0,
        "file_records": 0,
    }

    for arguments in (["--dry-run", "--json"], ["--json"]):
        answered = StringIO()
        call_command("purge_expired", *arguments, stdout=answered)
        assert json.loads(answered.getvalue()) == expected

    said = StringIO()
    call_command("purge_expired", stdout=said)
    assert "0 execution(s) and 0 batch(es) deleted." in said.getvalue()
    assert ToolExecution.objects.count() == 1
