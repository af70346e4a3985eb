"""Forget deliveries whose time is over."""

from datetime import timedelta

from django.conf import settings

from apps.tools.models import WebhookDelivery

RETENTION = timedelta(days=30)
BATCH = 500


def purge_webhook_deliveries(*, dry_run: bool = False) -> int:
    """Delete what ended 30 days ago (or RECORD_RETENTION, if shorter), and what has lost its endpoint.

    Before that, it gives up what a disabled endpoint has kept waiting for too long. Safe to run at any time
    and at once; returns how many deliveries it deleted, or would delete.
    """
    outdated = WebhookDelivery.objects.outdated(after=min(RETENTION, settings.RECORD_RETENTION))
    if dry_run:
        return outdated.count()
    WebhookDelivery.objects.overdue().give_up()
    purged = 0
    while keys := list(outdated.values_list("pk", flat=True)[:BATCH]):
        purged += len(keys)
        WebhookDelivery.objects.filter(pk__in=keys).delete()
    return purged
