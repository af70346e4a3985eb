"""Change a webhook endpoint."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from apps.tools.models import WebhookEndpoint
from apps.tools.services.check_webhook_url import check_webhook_url
from apps.tools.webhooks.events import WebhookEvent
from common.types import ContextManagerFactory


def update_webhook(
    *,
    endpoint: WebhookEndpoint,
    url: str | None = None,
    description: str | None = None,
    event_types: Collection[WebhookEvent] | None = None,
    is_enabled: bool | None = None,
    _transaction_context: ContextManagerFactory | None = None,
) -> WebhookEndpoint:
    """The endpoint as it is now; None leaves a value alone, and a new start forgets the failures."""
    if url is not None:
        check_webhook_url(url=url)
    wanted: dict[str, Any] = {
        "url": url,
        "description": description,
        "event_types": None if event_types is None else sorted(set(event_types)),
        "is_enabled": is_enabled,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    if url is not None or is_enabled:
        changes["failing_since"] = None
    if is_enabled is not None:
        changes["disabled_reason"] = ""
    with (_transaction_context or transaction.atomic)():
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**changes, updated_at=Now())
    endpoint.refresh_from_db()
    return endpoint
