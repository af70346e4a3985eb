"""Give a webhook endpoint another secret."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from apps.tools.models import WebhookEndpoint
from apps.tools.webhooks.signing import make_secret, seal
from common.types import ContextManagerFactory


def rotate_webhook_secret(
    *,
    endpoint: WebhookEndpoint,
    overlap: timedelta,
    _transaction_context: ContextManagerFactory | None = None,
) -> tuple[WebhookEndpoint, str]:
    """The endpoint, and its new secret; the one before, and none earlier, signs too during the overlap."""
    secret = make_secret()
    with (_transaction_context or transaction.atomic)():
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            former_secret=F("secret") if overlap else "",
            former_secret_until=Now() + overlap if overlap else None,
            secret=seal(secret),
            updated_at=Now(),
        )
    endpoint.refresh_from_db()
    return endpoint, secret
