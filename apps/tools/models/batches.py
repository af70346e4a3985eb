"""Batches: many files through one tool with one set of options."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.tools.managers import BatchManager
from common.models import IdentifiedModel


class Batch(IdentifiedModel):
    """Executions that were asked for together; it ends with the last of them."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tool = models.CharField(max_length=60)
    options = models.JSONField(default=dict)
    secrets = models.TextField(
        blank=True, default="", help_text="Encrypted options, while an archive is expanded."
    )
    secret_names = models.JSONField(default=list, help_text="The options that were secret.")
    metadata = models.JSONField(default=dict)

    total = models.PositiveIntegerField(default=0, help_text="Executions, once they are known.")
    remaining = models.PositiveIntegerField(default=0, help_text="Executions that have not ended.")
    expansion = models.ForeignKey(
        "ToolExecution",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Takes the files out of the archive.",
    )
    is_expanded = models.BooleanField(default=True, help_text="Whether all executions are there.")
    error_code = models.CharField(max_length=30, blank=True, default="")
    error_detail = models.CharField(max_length=1000, blank=True, default="")

    idempotency_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULLs are distinct, '' is not
    request_hash = models.CharField(max_length=64, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    cancel_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(help_text="When its files go.")
    deleted_at = models.DateTimeField(null=True, help_text="Hidden by its owner.")

    objects = BatchManager()

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-id"], name="batch_owner"),
            models.Index(fields=["id"], condition=Q(is_expanded=False), name="batch_expanding"),
            models.Index(fields=["finished_at"], name="batch_finished"),
        )
        constraints = (
            models.UniqueConstraint(fields=["owner", "idempotency_key"], name="batch_idempotency"),
            models.CheckConstraint(condition=Q(remaining__lte=F("total")), name="batch_remaining_bounded"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(remaining=0, is_expanded=True, secrets=""),
                name="batch_finished_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.tool} batch {self.pk}"
