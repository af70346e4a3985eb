"""Keyset pages over UUIDv7 keys, newest first: the page at any depth costs the same.

What no index serves is searched for among a bounded number of rows at a time, so that a page may be short.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from common.exceptions import FieldProblem, InvalidRequestError

RowT = TypeVar("RowT", bound=Model)

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
SEARCHED = 50_000
"""Rows that one page may look through: some tenths of a second, and more than most owners have."""


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One page; `next_cursor` is None on the last one, and only there."""

    items: Sequence[RowT]
    next_cursor: str | None


def paginate(
    queryset: QuerySet[RowT],
    *,
    cursor: str | None,
    limit: int = DEFAULT_LIMIT,
    search: Q | None = None,
    before: UUID | None = None,
) -> Page[RowT]:
    """The rows after the cursor; raises InvalidRequestError when it is not one of ours.

    The queryset must come from an index in the order of its keys, of which those wanted are less than
    `before`; `search` may be any condition.
    """
    rows = queryset.order_by("-pk")
    bounds = [before] if before else []
    if cursor is not None:
        bounds.append(_read_cursor(cursor))
    if bounds:  # one of them: SQLite would begin at either, and walk to the other
        rows = rows.filter(pk__lt=min(bounds))
    last = None
    if search:
        keys = rows.prefetch_related(None).values_list("pk", flat=True)
        last = keys[SEARCHED - 1 : SEARCHED].first()
        rows = rows.filter(search) if last is None else rows.filter(search, pk__gte=last)
    found = list(rows[: limit + 1])
    page = found[:limit]
    if len(found) > limit:
        last = page[-1].pk
    return Page(page, None if last is None else cursor_at(last))


def cursor_at(key: UUID) -> str:
    """What continues after the row with this key."""
    return urlsafe_b64encode(key.bytes).decode().rstrip("=")


def _read_cursor(cursor: str) -> UUID:
    try:
        return UUID(bytes=urlsafe_b64decode(f"{cursor}=="))
    except ValueError as error:
        problem = FieldProblem("/cursor", "This is not a cursor that a page gave you.", "cursor")
        summary = "The cursor is not valid: pass `next_cursor` of the page before, unchanged."
        raise InvalidRequestError(summary=summary, errors=[problem]) from error
