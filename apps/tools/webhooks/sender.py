"""The part of a worker that sends: one thread that asks the database, and one for each message under way."""

import ssl
import threading
from collections import Counter, deque
from functools import cached_property
from time import monotonic

from django.db import close_old_connections, connections
from loguru import logger

from apps.tools.managers.sending import CLAIM, Load, claimed_at
from apps.tools.models import WebhookDelivery
from apps.tools.webhooks.bell import webhook_bell
from apps.tools.webhooks.delivering import Try, deliver
from apps.tools.webhooks.retrying import delay_after

TICK = 1.0
MESSAGES = 16
"""Under way at once in one worker; of these, so many at most:"""
PER_ENDPOINT = 2
PER_OWNER = 4
FAILING = MESSAGES // 2
LEAVING_SECONDS = 5.0


class Sender:
    """One a worker; its threads touch no executions, so a slow receiver holds up receivers only."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="webhooks", daemon=True)
        self._under_way: dict[object, WebhookDelivery] = {}
        self._tried: deque[tuple[WebhookDelivery, Try, float]] = deque()

    def start(self) -> None:
        """Begin to send what is due, now and whenever there is something."""
        self._thread.start()

    def stop(self, *, grace: float) -> None:
        """Take nothing new; what is still under way after so many seconds will be sent again by another."""
        self._stopping.set()
        for patience in (grace, LEAVING_SECONDS):
            webhook_bell.ring()
            if self._thread.is_alive():
                self._thread.join(timeout=patience)
            self._leaving.set()

    def _serve(self) -> None:
        while not self._stopping.is_set() or (self._under_way and not self._leaving.is_set()):
            webhook_bell.wait(TICK)
            self.work()

    def work(self) -> None:
        """Record how tries went, then begin others as far as there is room."""
        try:
            self._record()
            while not self._stopping.is_set() and len(self._under_way) < MESSAGES:
                delivery = WebhookDelivery.objects.claim(load=self._load())
                if delivery is None:
                    break
                self._begin(delivery)
        except Exception as error:  # noqa: BLE001 - the next second may be better, and nobody else would send
            logger.warning("Webhooks have to wait: {}", type(error).__name__)
            connections.close_all()  # a broken one would stay broken
        finally:
            close_old_connections()

    def _load(self) -> Load:
        at_work = [delivery.endpoint for delivery in self._under_way.values()]
        endpoints = Counter(endpoint.pk for endpoint in at_work)
        owners = Counter(endpoint.owner_id for endpoint in at_work)
        return Load(
            endpoints=[pk for pk, count in endpoints.items() if count >= PER_ENDPOINT],
            owners=[pk for pk, count in owners.items() if count >= PER_OWNER],
            failing=sum(endpoint.failing_since is not None for endpoint in at_work) >= FAILING,
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Not before something is sent: most workers never do."""
        return ssl.create_default_context()

    def _begin(self, delivery: WebhookDelivery) -> None:
        threading.Thread(target=self._send, args=[delivery], name="webhook", daemon=True).start()
        self._under_way[delivery.claim_token] = delivery

    def _send(self, delivery: WebhookDelivery) -> None:
        """In a thread without a database."""
        until = monotonic() + CLAIM.total_seconds()
        self._tried.append((delivery, deliver(delivery, tls=self._tls), until))
        webhook_bell.ring()

    def _record(self) -> None:
        """Write what came back; what cannot be written now is kept for as long as the claim may hold."""
        while self._tried:
            delivery, outcome, until = self._tried[0]
            if monotonic() < until:
                record(delivery, outcome)
            self._tried.popleft()
            self._under_way.pop(delivery.claim_token, None)


def record(delivery: WebhookDelivery, outcome: Try) -> None:
    """Write how a try went, and what follows from it."""
    deliveries = WebhookDelivery.objects
    answer = {
        "started_at": claimed_at(delivery),
        "status_code": outcome.status_code,
        "error": outcome.error,
        "duration_ms": outcome.duration_ms,
    }
    if not outcome.error:
        deliveries.record_arrival(delivery, **answer)
    elif outcome.is_final:
        deliveries.record_refusal(delivery, **answer)
    else:
        after = delay_after(delivery.attempts + 1, retry_after=outcome.retry_after)
        deliveries.record_failure(delivery, after=after, **answer)
        logger.info("Webhook delivery {} failed; next try in {} s", delivery.pk, round(after.total_seconds()))
