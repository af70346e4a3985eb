"""Every query on workers."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    from apps.tools.models import WorkerNode  # noqa: F401 - named in a base class

SILENCE = timedelta(seconds=15)
"""A worker that has not been heard of for this long counts as gone; three heartbeats."""


class WorkerNodeQuerySet(models.QuerySet["WorkerNode"]):
    """Workers, narrowed by adjectives."""

    def alive(self) -> Self:
        """Heard of lately."""
        return self.filter(seen_at__gte=Now() - SILENCE)

    def report(
        self,
        *,
        name: str,
        concurrency: int,
        sandbox_tier: int,
        unavailable_tools: dict[str, str],
        broken_walls: str = "",
    ) -> None:
        """Keep a worker's row, as its heartbeat does."""
        values = {
            "concurrency": concurrency,
            "sandbox_tier": sandbox_tier,
            "broken_walls": broken_walls,
            "unavailable_tools": unavailable_tools,
            "seen_at": Now(),
        }
        self.update_or_create(name=name, defaults=values)

    def forget_silent(self, *, after: timedelta) -> None:
        """Drop the rows of workers that are long gone."""
        self.filter(seen_at__lt=Now() - after).delete()


WorkerNodeManager = models.Manager.from_queryset(WorkerNodeQuerySet)
