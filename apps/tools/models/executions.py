"""Executions: fields and constraints, no logic."""

from django.conf import settings
from django.db import models
from django.db.models import F, JSONField, Q, Value
from django.db.models.functions import Now

from apps.tools.managers import ExecutionInputManager, ToolExecutionManager
from apps.tools.managers.executions import PREVIEWER
from apps.tools.models.batches import Batch
from apps.tools.models.files import StoredFile
from common.models import IdentifiedModel

VISIBLE = Q(deleted_at=None, unlisted=False)
"""What lists show, spelled as the manager's `visible_to` does: what is hidden costs them nothing."""


class ToolExecution(IdentifiedModel):
    """One run of one tool, asked for by its owner."""

    class Status(models.TextChoices):
        """Where it stands; the last three never change again."""

        PENDING = "pending"
        PROCESSING = "processing"
        COMPLETED = "completed"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Priority(models.IntegerChoices):
        """Who goes first; what someone waits for goes before what runs by the hundred."""

        INTERACTIVE = 0
        BATCH = 10

    TERMINAL = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    tool = models.CharField(max_length=60)
    tool_version = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    secrets = models.TextField(
        blank=True, default="", db_default="", help_text="Encrypted options, until it has ended."
    )
    secret_names = models.JSONField(
        default=list, db_default=Value([], JSONField()), help_text="The options that were secret."
    )
    metadata = models.JSONField(default=dict)
    output_name = models.CharField(max_length=200, blank=True, default="")
    inputs = models.ManyToManyField(StoredFile, through="ExecutionInput", related_name="used_by")

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_message = models.CharField(max_length=200, blank=True, default="")
    result = models.JSONField(null=True)
    notes = models.JSONField(default=list)
    error_code = models.CharField(max_length=30, blank=True, default="")
    error_detail = models.CharField(max_length=1000, blank=True, default="")
    exit_info = models.JSONField(null=True)

    attempt = models.PositiveSmallIntegerField(default=1, help_text="Counts the faults of the tool.")
    max_attempts = models.PositiveSmallIntegerField(default=2)
    lost = models.PositiveSmallIntegerField(default=0, help_text="Counts the losses of workers.")
    max_lost = models.PositiveSmallIntegerField(default=8)
    lease_token = models.UUIDField(null=True, unique=True)
    lease_expires_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True, default="")
    cancel_requested_at = models.DateTimeField(null=True)
    available_at = models.DateTimeField(db_default=Now())
    event_seq = models.PositiveIntegerField(default=0, help_text="Number of its last event.")
    priority = models.SmallIntegerField(default=Priority.INTERACTIVE, help_text="Lower runs first.")
    turn = models.BigIntegerField(
        default=0, db_default=0, help_text="Lower runs first of one priority: owners take turns."
    )
    deadline_at = models.DateTimeField(null=True, help_text="When it is given up if no worker has taken it.")

    unlisted = models.BooleanField(
        default=False, db_default=False, help_text="Begun by the product itself, as for a preview."
    )
    idempotency_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULLs are distinct, '' is not
    request_hash = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    batch = models.ForeignKey(
        Batch,
        on_delete=models.CASCADE,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="executions",
    )
    retry_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, db_index=False, related_name="+"
    )

    updated_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(help_text="When its files go.")
    deleted_at = models.DateTimeField(null=True, help_text="Hidden by its owner.")
    duration_ms = models.PositiveIntegerField(null=True)
    input_bytes = models.BigIntegerField(default=0)
    output_bytes = models.BigIntegerField(default=0)

    objects = ToolExecutionManager()

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-id"], condition=VISIBLE, name="execution_visible"),
            models.Index(
                fields=["owner", "status", "-id"], condition=VISIBLE, name="execution_visible_status"
            ),
            models.Index(fields=["owner", "tool", "-id"], condition=VISIBLE, name="execution_visible_tool"),
            models.Index(
                fields=["priority", "turn", "id"], condition=Q(status="pending"), name="execution_queue"
            ),
            models.Index(fields=["owner", "turn"], condition=Q(status="pending"), name="execution_turns"),
            models.Index(fields=["deadline_at"], condition=Q(status="pending"), name="execution_deadlines"),
            models.Index(
                fields=["batch", "status"], condition=Q(batch__isnull=False), name="execution_batch"
            ),
            models.Index(
                fields=["batch", "-id"], condition=Q(batch__isnull=False), name="execution_batch_newest"
            ),
            models.Index(fields=["retry_of"], condition=Q(retry_of__isnull=False), name="execution_retries"),
            models.Index(fields=["finished_at"], name="execution_finished"),
            models.Index(
                fields=["lease_expires_at"], condition=Q(status="processing"), name="execution_leases"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["owner", "idempotency_key"], name="execution_idempotency"),
            models.CheckConstraint(
                condition=Q(status="processing", lease_token__isnull=False, lease_expires_at__isnull=False)
                | (~Q(status="processing") & Q(lease_token=None, lease_expires_at=None)),
                name="execution_lease_while_processing",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["completed", "failed", "cancelled"], finished_at__isnull=False)
                | Q(status__in=["pending", "processing"], finished_at=None),
                name="execution_finished_when_terminal",
            ),
            models.CheckConstraint(
                condition=(Q(status="failed") & ~Q(error_code="")) | (~Q(status="failed") & Q(error_code="")),
                name="execution_error_when_failed",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(progress=100), name="execution_completed_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "processing"]) | Q(secrets=""),
                name="execution_secrets_erased_when_terminal",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="execution_progress_percent"),
            models.CheckConstraint(
                condition=Q(attempt__gte=1, attempt__lte=F("max_attempts")), name="execution_attempts_bounded"
            ),
            models.CheckConstraint(condition=Q(lost__lte=F("max_lost")), name="execution_losses_bounded"),
        )

    def __str__(self) -> str:
        return f"{self.tool} {self.pk}"

    @property
    def is_preview(self) -> bool:
        """Whether what it makes is no file of its owner's, but goes with the file that it shows."""
        return self.unlisted and self.tool == PREVIEWER


class ExecutionInput(models.Model):
    """A file in its role and place among an execution's inputs."""

    execution = models.ForeignKey(
        ToolExecution, on_delete=models.CASCADE, db_index=False, related_name="input_links"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.RESTRICT, related_name="input_links")
    role = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()

    objects = ExecutionInputManager()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["execution", "position"], name="execution_input_position"),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.execution_id}"
