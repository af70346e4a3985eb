"""Which executions: querysets that read as adjectives."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import Batch, ExecutionInput, ToolExecution  # noqa: F401 - named in base classes

ENDED = ("completed", "failed", "cancelled")
PREVIEWER = "file-preview"
"""The tool that makes previews; unlisted executions of others begin what someone asked for."""


class ToolExecutionQuerySet(models.QuerySet["ToolExecution"]):
    """Executions, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's executions."""
        return self.filter(owner=user, deleted_at=None).listed()

    def listed(self) -> Self:
        """That someone asked for; the product itself begins those that make previews or open archives."""
        return self.filter(unlisted=False)

    def of_batch(self, batch: "Batch") -> Self:
        """Those of a batch, and the unlisted one that opens its archive."""
        return self.filter(Q(batch=batch) | Q(pk=batch.expansion_id))

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

    def forgotten(self, *, after: timedelta) -> Self:
        """That ended longer ago than this, and whose outputs are gone and no input of what is remembered."""
        outputs = self.model._meta.get_field("outputs").related_model._base_manager
        needed = outputs.filter(~Q(state="deleted") | Q(input_links__isnull=False), execution=OuterRef("pk"))
        return self.ended().filter(finished_at__lt=Now() - after).exclude(Exists(needed))

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
