"""Files go when their time is over, and no sooner."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from apps.tools import storage
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.purge_expired_files import BATCH_SIZE, PurgedFiles, purge_expired_files
from tests.tools.conftest import Store
from tests.tools.services.conftest import Use

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def expired(store: Store) -> StoredFile:
    """A file of ten bytes whose time is over."""
    file = store(b"0123456789")
    StoredFile.objects.filter(pk=file.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    return file


def test_an_expired_file_goes_and_a_kept_one_stays(expired: StoredFile, store: Store) -> None:
    kept = store(b"kept")

    assert purge_expired_files() == PurgedFiles(files=1, bytes=10)

    assert list(storage.keys()) == [kept.key]
    assert StoredFile.objects.get(pk=expired.pk).state == "deleted"
    assert StoredFile.objects.get(pk=kept.pk).state == "ready"


def test_what_an_unended_execution_needs_stays_until_it_has_ended(expired: StoredFile, use: Use) -> None:
    execution = use(expired)
    assert purge_expired_files().files == 0
    assert storage.exists(expired.key)

    ToolExecution.objects.cancel_pending(execution_id=execution.pk)
    assert purge_expired_files().files == 1
    assert not storage.exists(expired.key)


def test_a_run_after_a_crash_finishes_what_was_begun(expired: StoredFile) -> None:
    storage.remove(expired.key)

    assert purge_expired_files().files == 1
    assert StoredFile.objects.get().state == "deleted"
    assert purge_expired_files().files == 0


def test_many_go_in_batches(alice: object, expired: StoredFile) -> None:
    StoredFile.objects.bulk_create(
        StoredFile(
            owner=expired.owner,
            kind="upload",
            name="many.txt",
            size=1,
            key=f"uploads/many/{number}",
            expires_at=timezone.now() - timedelta(hours=1),
        )
        for number in range(2 * BATCH_SIZE)
    )

    assert purge_expired_files().files == 2 * BATCH_SIZE + 1


def test_two_runs_at_once_do_no_harm(expired: StoredFile, store: Store) -> None:
    kept = store(b"kept")

    def purge(_: int) -> None:
        purge_expired_files()
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(purge, range(4)))

    assert list(storage.keys()) == [kept.key]
    assert StoredFile.objects.get(pk=expired.pk).state == "deleted"


def test_a_dry_run_says_what_would_go_and_deletes_nothing(expired: StoredFile) -> None:
    assert purge_expired_files(dry_run=True) == PurgedFiles(files=1, bytes=10)
    assert storage.exists(expired.key)
    assert StoredFile.objects.get().state == "ready"


def test_the_command_answers_people_and_programs(expired: StoredFile) -> None:
    said = StringIO()
    call_command("purge_expired", "--dry-run", stdout=said)
    assert said.getvalue().startswith("1 file(s) with 10 bytes would be deleted")

    answered = StringIO()
    call_command("purge_expired", "--json", stdout=answered)
    found = json.loads(answered.getvalue())
    assert (found["files"], found["bytes"]) == (1, 10)
    assert list(storage.keys()) == []
