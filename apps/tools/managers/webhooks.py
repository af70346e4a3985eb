"""Every query on the endpoints of webhooks."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from common.exceptions import NotFoundError

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import WebhookEndpoint

FAILING_MAX = timedelta(days=5)
"""An endpoint that has taken nothing for so long is disabled."""


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    """Endpoints, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's endpoints."""
        return self.filter(owner=user)

    def enabled(self) -> Self:
        """That are told what happens."""
        return self.filter(is_enabled=True)

    def one(self, webhook_id: UUID) -> "WebhookEndpoint":
        """The endpoint with this id among these; raises NotFoundError."""
        endpoint = self.filter(pk=webhook_id).first()
        if endpoint is None:
            raise NotFoundError(noun="webhook", id=webhook_id)
        return endpoint

    def record_success(self) -> None:
        """Forget that they failed."""
        self.exclude(failing_since=None).update(failing_since=None)

    def record_failure(self) -> None:
        """Remember since when nothing has arrived."""
        self.filter(failing_since=None).update(failing_since=Now())

    def disable(self, *, reason: str) -> int:
        """Tell these nothing more until their owner enables them again; says how many were enabled."""
        return self.enabled().update(is_enabled=False, disabled_reason=reason, updated_at=Now())

    def disable_dead(self, *, reason: str) -> int:
        """Disable those of these that have failed for too long; says how many."""
        return self.filter(failing_since__lt=Now() - FAILING_MAX).disable(reason=reason)


WebhookEndpointManager = models.Manager.from_queryset(WebhookEndpointQuerySet)
