"""Pages over what no index serves: each looks at a bounded number of rows, and the next goes on there."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

import common.pagination
from apps.iam.models import User
from apps.tools.models import ToolExecution
from common.pagination import Page, paginate

pytestmark = pytest.mark.django_db

SEARCHED = 4


@pytest.fixture(autouse=True)
def small_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rows instead of tens of thousands."""
    monkeypatch.setattr(common.pagination, "SEARCHED", SEARCHED)


@pytest.fixture
def rows(alice: User) -> list[ToolExecution]:
    """Ten executions, the newest first; every fifth is of another version."""
    made = [
        ToolExecution(
            owner=alice,
            tool="checksum",
            tool_version="2" if number % 5 == 0 else "1",
            expires_at=timezone.now() + timedelta(hours=1),
        )
        for number in range(10)
    ]
    ToolExecution.objects.bulk_create(made)
    return sorted(made, key=lambda execution: execution.pk, reverse=True)


def page_after(cursor: str | None, *, limit: int = 50, **wanted: str) -> Page[ToolExecution]:
    return paginate(ToolExecution.objects.with_files(), cursor=cursor, limit=limit, search=Q(**wanted))


def all_pages(*, limit: int, **wanted: str) -> list[Page[ToolExecution]]:
    pages = [page_after(None, limit=limit, **wanted)]
    while pages[-1].next_cursor is not None:
        pages.append(page_after(pages[-1].next_cursor, limit=limit, **wanted))
    return pages


def test_a_search_that_finds_nothing_ends_at_the_bound_and_says_where_to_go_on(
    rows: list[ToolExecution],
) -> None:
    page = page_after(None, tool_version="3")

    assert page.items == []
    assert page.next_cursor is not None


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_following_the_cursors_finds_every_match_once(rows: list[ToolExecution], limit: int) -> None:
    pages = all_pages(limit=limit, tool_version="2")

    found = [execution for page in pages for execution in page.items]
    assert found == [execution for execution in rows if execution.tool_version == "2"]
    assert all(len(page.items) <= limit for page in pages)


@pytest.mark.parametrize("count", [0, SEARCHED - 1, SEARCHED, SEARCHED + 1])
def test_the_last_page_of_a_search_has_no_cursor(rows: list[ToolExecution], count: int) -> None:
    ToolExecution.objects.exclude(pk__in=[row.pk for row in rows[:count]]).delete()

    pages = all_pages(limit=50, tool_version="3")

    assert [page.next_cursor is None for page in pages[:-1]] == [False] * (len(pages) - 1)
    assert len(pages) <= count // SEARCHED + 1


def test_without_a_search_the_bound_means_nothing(rows: list[ToolExecution]) -> None:
    page = paginate(ToolExecution.objects.all(), cursor=None, limit=50)

    assert page == Page(rows, None)
