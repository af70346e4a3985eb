"""Send something to a webhook endpoint, to see whether it arrives."""

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from apps.tools.exceptions import WebhookDisabledError
from apps.tools.models import WebhookDelivery, WebhookEndpoint
from apps.tools.webhooks.events import TEST, Happening
from common.types import ContextManagerFactory


def send_test_webhook(
    *, endpoint: WebhookEndpoint, _transaction_context: ContextManagerFactory | None = None
) -> WebhookDelivery:
    """The delivery, which a worker sends at once; raises WebhookDisabledError."""
    check_enabled(endpoint)
    about = uuid7()
    test = Happening(
        owner_id=endpoint.owner_id,
        event_type=TEST,
        subject_id=about,
        data={"id": str(about), "webhook_id": str(endpoint.pk)},
        happened_at=timezone.now(),
    )
    with (_transaction_context or transaction.atomic)():
        draft = WebhookDelivery.objects.draft(
            endpoint_id=endpoint.pk, event_type=TEST, subject_id=about, body=test.message
        )
        WebhookDelivery.objects.enqueue(draft)
    draft.refresh_from_db()
    return draft


def check_enabled(endpoint: WebhookEndpoint) -> None:
    """Raise WebhookDisabledError with the reason, if there is one."""
    if not endpoint.is_enabled:
        raise WebhookDisabledError(reason=f" {endpoint.disabled_reason}" if endpoint.disabled_reason else "")
