"""Files: what an owner sent in, and what executions made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.tools.managers import StoredFileManager
from common.models import IdentifiedModel


class StoredFile(IdentifiedModel):
    """A file of an owner: one sent in, or one an execution made."""

    class Kind(models.TextChoices):
        """Where it comes from."""

        UPLOAD = "upload"
        OUTPUT = "output"
        PREVIEW = "preview"

    class State(models.TextChoices):
        """Whether its bytes are there."""

        UPLOADING = "uploading"
        READY = "ready"
        DELETING = "deleting"
        DELETED = "deleted"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    blake3 = models.CharField(max_length=64)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    details = models.JSONField(null=True)
    execution = models.ForeignKey(
        "ToolExecution",
        on_delete=models.CASCADE,
        null=True,
        db_index=False,
        related_name="outputs",
        help_text="What made it.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()

    objects = StoredFileManager()

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-id"], name="file_owner"),
            # Without uploads: SQLite would find the forgettable ones by the NULL that all of them share.
            models.Index(fields=["execution"], condition=Q(execution__isnull=False), name="file_outputs"),
            # Where previews are few, PostgreSQL begins with them: it need not read all files for that.
            models.Index(fields=["execution"], condition=Q(kind="preview"), name="file_previews"),
            models.Index(fields=["expires_at"], condition=~Q(state="deleted"), name="file_expiry"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state="deleted", execution__isnull=True),
                name="file_forgettable",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(size__gte=0), name="file_size_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="upload", execution=None)
                | Q(kind__in=["output", "preview"], execution__isnull=False),
                name="file_output_has_execution",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_available(self) -> bool:
        """Whether its bytes can be had."""
        return self.state == self.State.READY and self.expires_at > timezone.now()
