"""Refuse an address that no webhook may go to."""

from apps.tools.exceptions import WebhookUrlNotAllowedError
from apps.tools.webhooks.addresses import AddressRefusedError
from apps.tools.webhooks.urls import ReceiverUrl


def check_webhook_url(*, url: str) -> None:
    """Raise WebhookUrlNotAllowedError; what a name leads to is only known, and checked, when it is sent."""
    try:
        ReceiverUrl.parse(url).check()
    except AddressRefusedError as refusal:
        raise WebhookUrlNotAllowedError(reason=str(refusal)) from refusal
