"""What happened to executions, row by row."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from apps.tools.managers import ExecutionEventManager
from apps.tools.models.executions import ToolExecution


class ExecutionEvent(models.Model):
    """Something that happened to an execution; rows are only ever added."""

    class Type(models.TextChoices):
        """What happened."""

        CREATED = "created"
        CLAIMED = "claimed"
        PROGRESS = "progress"
        CANCEL_REQUESTED = "cancel_requested"
        RETRYING = "retrying"
        LOST = "lost"
        HANDED_BACK = "handed_back"
        COMPLETED = "completed"
        FAILED = "failed"
        CANCELLED = "cancelled"

    execution = models.ForeignKey(
        ToolExecution, on_delete=models.CASCADE, db_index=False, related_name="events"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    batch_id = models.UUIDField(null=True)
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=20, choices=Type)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ExecutionEventManager()

    class Meta:
        indexes = (models.Index(fields=["owner", "id"], name="event_owner"),)
        constraints = (models.UniqueConstraint(fields=["execution", "seq"], name="event_seq"),)

    def __str__(self) -> str:
        return f"{self.execution_id} {self.seq} {self.type}"
