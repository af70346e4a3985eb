"""Which executions: querysets that read as adjectives."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import ExecutionInput, ToolExecution  # noqa: F401 - named in base classes

ENDED = ("completed", "failed", "cancelled")


class ToolExecutionQuerySet(models.QuerySet["ToolExecution"]):
    """Executions, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's executions."""
        return self.filter(owner=user, deleted_at=None)

    def pending(self) -> Self:
        """Waiting for a worker."""
        return self.filter(status="pending")

    def claimable(self) -> Self:
        """Waiting, and due."""
        return self.pending().filter(available_at__lte=Now())

    def of_tools(self, names: Collection[str] | None) -> Self:
        """Of these tools only, if said."""
        return self if names is None else self.filter(tool__in=names)

    def processing(self) -> Self:
        """In the hands of a worker."""
        return self.filter(status="processing")

    def unended(self) -> Self:
        """Not in a final state."""
        return self.exclude(status__in=ENDED)

    def ended(self) -> Self:
        """In a final state."""
        return self.filter(status__in=ENDED)

    def expired_leases(self) -> Self:
        """Whose worker has been silent for too long."""
        return self.processing().filter(lease_expires_at__lt=Now())

    def with_files(self) -> Self:
        """With inputs and outputs at hand, so that answering needs no query per row."""
        return self.prefetch_related("input_links", "outputs")


class ExecutionInputManager(models.Manager["ExecutionInput"]):
    """Inputs come with their files: nobody needs one without the other."""

    def get_queryset(self) -> "models.QuerySet[ExecutionInput]":
        """Both in one query."""
        return super().get_queryset().select_related("file")
