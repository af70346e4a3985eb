"""Make a webhook endpoint."""

from collections.abc import Collection

from django.db import transaction

from apps.iam.models import User
from apps.tools.exceptions import TooManyWebhooksError
from apps.tools.models import WebhookEndpoint
from apps.tools.services.check_webhook_url import check_webhook_url
from apps.tools.webhooks.events import WebhookEvent
from apps.tools.webhooks.signing import make_secret, seal
from common.types import ContextManagerFactory

WEBHOOKS_MAX = 10


def create_webhook(
    *,
    owner: User,
    url: str,
    description: str = "",
    event_types: Collection[WebhookEvent] = (),
    _transaction_context: ContextManagerFactory | None = None,
) -> tuple[WebhookEndpoint, str]:
    """The endpoint, and its secret, which nobody can read again."""
    check_webhook_url(url=url)
    secret = make_secret()
    with (_transaction_context or transaction.atomic)():
        # Of two requests at once, the second counts what the first has made.
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        if (count := WebhookEndpoint.objects.visible_to(owner).count()) >= WEBHOOKS_MAX:
            raise TooManyWebhooksError(count=count, limit=WEBHOOKS_MAX)
        endpoint = WebhookEndpoint.objects.create(
            owner=owner,
            url=url,
            description=description,
            event_types=sorted(set(event_types)),
            secret=seal(secret),
        )
    return endpoint, secret
