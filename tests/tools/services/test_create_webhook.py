"""An account's limit holds when several requests come at once."""

import threading

import pytest
from django.db import connections

from apps.iam.models import User
from apps.tools.exceptions import TooManyWebhooksError
from apps.tools.models import WebhookEndpoint
from apps.tools.services.create_webhook import WEBHOOKS_MAX, create_webhook

URL = "https://receiver.example/"


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_for_the_last_webhook_one_is_refused(alice: User) -> None:
    for _ in range(WEBHOOKS_MAX - 1):
        create_webhook(owner=alice, url=URL)
    together = threading.Barrier(4)
    refused: list[TooManyWebhooksError] = []

    def ask() -> None:
        together.wait(timeout=60)
        try:
            create_webhook(owner=alice, url=URL)
        except TooManyWebhooksError as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 3
    assert WebhookEndpoint.objects.visible_to(alice).count() == WEBHOOKS_MAX
