"""Retention and verification read what they need from indexes, however many rows there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from apps.iam.models import User
from apps.tools.models import ExecutionEvent, StoredFile, ToolExecution
from apps.tools.services.find_orphans import find_orphans
from apps.tools.services.purge_expired_files import purge_expired_files
from apps.tools.services.purge_expired_records import purge_expired_records
from apps.tools.storage import StoredObject
from tests.benchmarks.million import SPAN
from tests.support.reading import queries_that_read

DAY = timedelta(days=1)
AGE = SPAN - DAY / 5
"""What ended longer ago are some dozens of executions."""
FEW = 300
"""Rows that a query about twenty files may read: each is an input of five executions."""
DOZENS = 1500
"""Rows that a query about some dozens of executions may read, with their files."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def large_tables() -> None:
    """PostgreSQL scans a few thousand events rather than look for dozens: that indexes can serve is shown."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.usefixtures("large_tables")
def test_a_purge_reads_what_has_expired(carol: User, settings: Settings) -> None:
    settings.RECORD_RETENTION = AGE
    old = ToolExecution.objects.filter(finished_at__lt=Now() - AGE)
    files = StoredFile.objects.filter(input_links__execution__in=old).union(
        StoredFile.objects.filter(execution__in=old)
    )
    keys = list(files.values_list("pk", flat=True))
    StoredFile.objects.filter(pk__in=keys).update(expires_at=Now() - AGE)
    count = old.count()

    def purge() -> None:
        assert purge_expired_files().files == len(keys)
        assert purge_expired_records().executions == count

    assert queries_that_read(more_than=DOZENS, do=purge) == []


def test_a_purge_of_nothing_reads_nothing(carol: User) -> None:
    assert queries_that_read(more_than=FEW, do=purge_expired_files) == []
    assert queries_that_read(more_than=FEW, do=purge_expired_records) == []


def test_a_purge_of_events_begins_at_the_oldest_and_goes_on_by_their_keys(carol: User) -> None:
    def purge_some() -> None:
        ExecutionEvent.objects.forget(after=timedelta(0), beyond=100, limit=20, dry_run=False)

    assert queries_that_read(more_than=FEW, do=purge_some) == []


def test_objects_find_their_rows_by_their_keys(carol: User) -> None:
    objects = [StoredObject(f"uploads/1/{number}", 1, 0.0) for number in range(20)]

    assert queries_that_read(more_than=FEW, do=lambda: find_orphans(objects=objects)) == []


def test_rows_are_verified_in_the_order_of_their_keys(carol: User) -> None:
    first = StoredFile.objects.following(None)[:20]

    assert queries_that_read(more_than=FEW, do=lambda: list(first)) == []
    assert (
        queries_that_read(more_than=FEW, do=lambda: list(StoredFile.objects.following(first[19])[:20])) == []
    )


def test_deleting_a_file_looks_at_what_it_is_an_input_of(carol: User) -> None:
    some = list(StoredFile.objects.filter(owner=carol).values_list("pk", flat=True)[:20])

    assert queries_that_read(more_than=FEW, do=lambda: StoredFile.objects.mark_deleting(some)) == []
    assert queries_that_read(more_than=FEW, do=lambda: StoredFile.objects.write_off(some)) == []
