"""Workers that are alive, or were."""

from django.db import models
from django.db.models.functions import Now

from apps.tools.managers import WorkerNodeManager


class WorkerNode(models.Model):
    """A worker that is alive, or was; its heartbeat keeps the row."""

    name = models.CharField(max_length=120, primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(db_default=Now())
    concurrency = models.PositiveSmallIntegerField()
    sandbox_tier = models.PositiveSmallIntegerField()
    broken_walls = models.TextField(
        default="", db_default="", blank=True, help_text="What a run could do that this tier rules out."
    )
    unavailable_tools = models.JSONField(default=dict, help_text="Name to reason.")

    objects = WorkerNodeManager()

    def __str__(self) -> str:
        return self.name
