"""What is asked again and again is answered from indexes, however many rows there are."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import RequestFactory

import common.pagination
from apps.iam.models import User
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.schemas.execution_filter import ExecutionFilter
from apps.tools.services.wait_for_end import wait_for_end
from apps.tools.worker.sweep import sweep_executions
from common.pagination import Page, cursor_at, paginate
from tests.support.reading import queries_that_read

PAGE = 600
"""Rows that a page of fifty may read, with its files, and past the three hundred that have not ended."""
UNENDED = 2500
"""Rows that looking for work may read: six hundred have not ended, and some are looked at more than once."""
ONE = 40
"""Rows that a query about one execution may read."""
SEARCHED = 500
LEASE = timedelta(seconds=30)

pytestmark = pytest.mark.django_db

LISTS = (
    "", "status=completed", "status=failed", "status=cancelled", "status=pending",
    "status=pending&status=processing", "status=completed&status=failed", "tool=checksum", "tool=unknown",
    "created_after=2020-01-01T00:00:00Z", "created_after=2100-01-01T00:00:00Z",
    "created_before=2020-01-01T00:00:00Z", "created_before=2100-01-01T00:00:00Z",
)  # fmt: skip
SEARCHES = (
    "q=photo", "q=nothing", "metadata.customer=c7", "metadata.customer=nobody",
    "updated_after=2020-01-01T00:00:00Z", "updated_after=2100-01-01T00:00:00Z",
)  # fmt: skip


def page(owner: User, query: str, *, cursor: str | None = None) -> Page[ToolExecution]:
    """What the API reads for this query string."""
    request = RequestFactory().get(f"/?{query}")
    values: dict[str, Any] = {
        name: request.GET.getlist(name) if name in {"status", "id"} else value
        for name, value in parse_qsl(query)
        if not name.startswith("metadata.")
    }
    wanted = ExecutionFilter(**values)
    mine = ToolExecution.objects.visible_to(owner).with_files()
    return paginate(wanted.narrow(mine), cursor=cursor, search=wanted.search(request), before=wanted.before)


@pytest.mark.parametrize("query", LISTS)
def test_a_list_reads_what_it_shows(carol: User, query: str) -> None:
    cursor = page(carol, query).next_cursor

    assert queries_that_read(more_than=PAGE, do=lambda: page(carol, query)) == []
    assert queries_that_read(more_than=PAGE, do=lambda: page(carol, query, cursor=cursor)) == []


def test_a_page_begins_at_its_cursor_however_late_the_times_end(carol: User) -> None:
    keys = ToolExecution.objects.visible_to(carol).order_by("-pk").values_list("pk", flat=True)
    deep = cursor_at(keys[keys.count() * 9 // 10])
    query = "created_before=2100-01-01T00:00:00Z"

    assert len(page(carol, query, cursor=deep).items) > 0
    assert queries_that_read(more_than=PAGE, do=lambda: page(carol, query, cursor=deep)) == []


@pytest.mark.parametrize("query", SEARCHES)
def test_a_search_reads_as_many_rows_as_it_may_look_through(
    carol: User, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common.pagination, "SEARCHED", SEARCHED)
    cursor = page(carol, query).next_cursor

    assert cursor is not None
    assert queries_that_read(more_than=4 * SEARCHED, do=lambda: page(carol, query)) == []
    assert queries_that_read(more_than=4 * SEARCHED, do=lambda: page(carol, query, cursor=cursor)) == []


def test_the_executions_of_a_batch_and_those_of_some_ids_are_found(carol: User) -> None:
    mine = ToolExecution.objects.visible_to(carol)
    batch = mine.filter(batch__isnull=False).values_list("batch", flat=True)[0]
    ids = [("id", key) for key in mine.values_list("pk", flat=True)[:50]]

    assert queries_that_read(more_than=PAGE, do=lambda: page(carol, urlencode({"batch_id": batch}))) == []
    assert queries_that_read(more_than=PAGE, do=lambda: page(carol, urlencode(ids))) == []


def test_one_execution_is_found_by_its_key(carol: User) -> None:
    mine = ToolExecution.objects.visible_to(carol)
    key = mine.order_by("-pk")[0].pk

    assert queries_that_read(more_than=ONE, do=lambda: list(mine.with_files().filter(pk=key))) == []
    assert queries_that_read(more_than=ONE, do=lambda: wait_for_end(execution_id=key, seconds=0)) == []


def test_who_enters_the_line_looks_at_what_has_not_ended(carol: User) -> None:
    waiting = ToolExecution.objects.filter(owner=carol, status="pending")[0]
    draft = ToolExecution(owner=carol, tool="checksum", tool_version="1", expires_at=waiting.expires_at)

    def enqueue() -> None:
        ToolExecution.objects.enqueue(draft, inputs=[])

    assert queries_that_read(more_than=UNENDED, do=enqueue) == []


def test_who_claims_looks_at_what_has_not_ended(carol: User) -> None:
    def claim() -> None:
        tools = ["checksum", "pdf-merge"]
        found = ToolExecution.objects.claim(worker="w", token=uuid4(), lease=LEASE, tools=tools)
        assert found is not None

    assert queries_that_read(more_than=UNENDED, do=claim) == []


def test_a_lease_is_renewed_and_ended_by_its_token(carol: User) -> None:
    token = ToolExecution.objects.processing().values_list("lease_token", flat=True)[0]
    assert token is not None

    def finish() -> None:
        assert ToolExecution.objects.finish(token=token, status="cancelled")

    assert queries_that_read(more_than=ONE, do=lambda: ToolExecution.objects.leases(tokens=[token])) == []
    assert (
        queries_that_read(more_than=ONE, do=lambda: ToolExecution.objects.renew(tokens=[token], lease=LEASE))
        == []
    )
    assert queries_that_read(more_than=ONE, do=finish) == []


def test_a_sweep_looks_at_what_has_not_ended(carol: User) -> None:
    assert queries_that_read(more_than=UNENDED, do=sweep_executions) == []


def test_a_list_of_files_reads_what_it_shows(erin: User) -> None:
    files = StoredFile.objects.visible_to(erin)
    cursor = paginate(files, cursor=None).next_cursor

    assert queries_that_read(more_than=PAGE, do=lambda: paginate(files, cursor=None)) == []
    assert queries_that_read(more_than=PAGE, do=lambda: paginate(files, cursor=cursor)) == []


def test_without_its_index_a_list_reads_what_it_does_not_show(carol: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX execution_visible_tool")

    (query,) = queries_that_read(more_than=PAGE, do=lambda: page(carol, "tool=unknown"))

    assert "tools_toolexecution" in query
