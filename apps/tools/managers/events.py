"""Which events: querysets that read as adjectives, and how the old ones are forgotten."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from apps.tools.models import ExecutionEvent  # noqa: F401 - named in a base class

SETTLING = timedelta(seconds=2)
"""PostgreSQL numbers an event before its transaction commits, so a lower number may still turn up so late."""


class ExecutionEventQuerySet(models.QuerySet["ExecutionEvent"]):
    """What happened to executions."""

    def of_owners(self, owner_ids: Collection[UUID]) -> Self:
        """Of their executions, but for those the product itself began."""
        return self.filter(owner_id__in=owner_ids, execution__unlisted=False, execution__deleted_at=None)

    def after(self, event_id: int) -> Self:
        """Later than this one, in their order."""
        return self.filter(pk__gt=event_id).order_by("pk")

    def settled(self) -> Self:
        """Old enough that no lower number can turn up any more."""
        return self.filter(created_at__lt=Now() - SETTLING)

    def last_id(self) -> int:
        """The highest number among them, 0 when there is none."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def forget(self, *, after: timedelta, beyond: int, limit: int, dry_run: bool) -> tuple[int, int | None]:
        """Of the next events beyond this key, delete those of executions that ended longer ago than this.

        Answers with how many, and the key to go on from: None when the rest is too young. Keys grow with
        time, so whoever begins at the oldest reads no more than is deleted, and what long runs still need.
        """
        old, over = Q(created_at__lt=Now() - after), Q(execution__finished_at__lt=Now() - after)
        with transaction.atomic():
            rows = self.filter(pk__gt=beyond).order_by("pk").select_for_update(skip_locked=True, of=("self",))
            told = rows.annotate(old=_told(old), over=_told(over))
            found = list(told.values_list("pk", "old", "over")[:limit])
            going = [pk for pk, _, is_over in found if is_over]
            if not dry_run:
                self.filter(pk__in=going).delete()
        is_last = len(found) < limit or not found[-1][1]
        return len(going), None if is_last else found[-1][0]


def _told(fact: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(fact, output_field=BooleanField())


ExecutionEventManager = models.Manager.from_queryset(ExecutionEventQuerySet)
