"""Webhooks: where an owner wants to be told, what is to be told, and how each try went."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.tools.managers import WebhookDeliveryManager, WebhookEndpointManager
from common.models import IdentifiedModel


class WebhookEndpoint(IdentifiedModel):
    """An address of an owner's that is told what happened."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True, default="")
    event_types = models.JSONField(default=list, help_text="Those it wants; none means all.")
    secret = models.TextField(help_text="Encrypted; signs what is sent.")
    former_secret = models.TextField(blank=True, default="", help_text="Encrypted; signs too, for a while.")
    former_secret_until = models.DateTimeField(null=True)
    is_enabled = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=200, blank=True, default="")
    failing_since = models.DateTimeField(null=True, help_text="First failure after the last success.")
    updated_at = models.DateTimeField(db_default=Now())

    objects = WebhookEndpointManager()

    class Meta:
        indexes = (models.Index(fields=["owner", "-id"], name="webhook_owner"),)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(IdentifiedModel):
    """One message to one endpoint; its key is the id that the receiver knows it by, whatever is repeated."""

    class Status(models.TextChoices):
        """Where it stands; a replay makes it pending again."""

        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"

    # Without a constraint, so that to delete an endpoint neither fails the execution that is just ending nor
    # deletes rows by the thousand; the purge removes what is left.
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries"
    )
    event_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(help_text="The execution or batch it tells about.")
    body = models.TextField(help_text="What is signed and sent, byte for byte.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it was made or replayed.")
    next_attempt_at = models.DateTimeField(db_default=Now(), help_text="Also the end of a sender's claim.")
    give_up_at = models.DateTimeField(help_text="Then it is failed.")
    claim_token = models.UUIDField(null=True, help_text="Who is sending it now.")
    finished_at = models.DateTimeField(null=True)

    objects = WebhookDeliveryManager()

    class Meta:
        indexes = (
            models.Index(fields=["endpoint", "-id"], name="delivery_endpoint"),
            models.Index(fields=["finished_at"], name="delivery_finished"),
            models.Index(fields=["next_attempt_at"], condition=Q(status="pending"), name="delivery_due"),
        )
        constraints = (
            models.UniqueConstraint(fields=["endpoint", "event_type", "subject_id"], name="delivery_once"),
            models.CheckConstraint(
                condition=(Q(status="pending") & Q(finished_at=None))
                | (~Q(status="pending") & Q(finished_at__isnull=False, claim_token=None)),
                name="delivery_finished_when_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event_type} {self.pk}"


class WebhookAttempt(models.Model):
    """How one try to deliver went; rows are only ever added."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    started_at = models.DateTimeField(db_default=Now())
    status_code = models.PositiveSmallIntegerField(
        null=True, help_text="What the receiver answered, if it did."
    )
    error = models.CharField(max_length=300, blank=True, default="")
    duration_ms = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status_code or self.error}"
