"""Send a message again."""

from django.db import transaction

from apps.tools.models import WebhookDelivery
from apps.tools.services.send_test_webhook import check_enabled
from common.types import ContextManagerFactory


def replay_webhook_delivery(
    *, delivery: WebhookDelivery, _transaction_context: ContextManagerFactory | None = None
) -> WebhookDelivery:
    """The same message under the same id, due now; one that is being sent at this moment is left alone.

    Raises WebhookDisabledError.
    """
    check_enabled(delivery.endpoint)
    with (_transaction_context or transaction.atomic)():
        WebhookDelivery.objects.begin_again(delivery)
    delivery.refresh_from_db()
    return delivery
