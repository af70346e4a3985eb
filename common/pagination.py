"""Keyset pages over UUIDv7 keys, newest first: the page at any depth costs the same."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from common.exceptions import FieldProblem, InvalidRequestError

RowT = TypeVar("RowT", bound=Model)

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One page; `next_cursor` is None on the last one."""

    items: Sequence[RowT]
    next_cursor: str | None


def paginate(queryset: QuerySet[RowT], *, cursor: str | None, limit: int = DEFAULT_LIMIT) -> Page[RowT]:
    """The rows after the cursor; raises InvalidRequestError when it is not one of ours."""
    rows = queryset.order_by("-pk")
    if cursor is not None:
        rows = rows.filter(pk__lt=_read_cursor(cursor))
    found = list(rows[: limit + 1])
    page = found[:limit]
    return Page(page, _write_cursor(page[-1].pk) if len(found) > limit else None)


def _write_cursor(key: UUID) -> str:
    return urlsafe_b64encode(key.bytes).decode().rstrip("=")


def _read_cursor(cursor: str) -> UUID:
    try:
        return UUID(bytes=urlsafe_b64decode(f"{cursor}=="))
    except ValueError as error:
        problem = FieldProblem("/cursor", "This is not a cursor that a page gave you.", "cursor")
        summary = "The cursor is not valid: pass `next_cursor` of the page before, unchanged."
        raise InvalidRequestError(summary=summary, errors=[problem]) from error
