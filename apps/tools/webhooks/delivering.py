"""One try to deliver: sign, find the address, send, and say in a word how it went."""

import ssl
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic

from django.conf import settings

from apps.tools.managers.sending import claimed_at
from apps.tools.models import WebhookDelivery
from apps.tools.webhooks.addresses import AddressRefusedError, resolve
from apps.tools.webhooks.connection import Answer, BadAnswerError, Deadline, post
from apps.tools.webhooks.signing import SecretLostError, signed_headers, signing_secrets
from apps.tools.webhooks.urls import ReceiverUrl

CONNECT_SECONDS = 10.0
TOTAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """How it went; without an error it has arrived."""

    error: str
    status_code: int | None
    retry_after: str | None
    duration_ms: int

    @property
    def is_final(self) -> bool:
        """Whether the receiver wants nothing more, ever."""
        return self.status_code == HTTPStatus.GONE


def deliver(delivery: WebhookDelivery, *, tls: ssl.SSLContext) -> Try:
    """Try it once, within TOTAL_SECONDS; never raises."""
    started = monotonic()
    answer: Answer | None = None
    try:
        answer = _post(delivery, tls=tls)
        error = _refusal(answer.status)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the owner should read it and the next try come
        error = _explanation(problem)
    return Try(
        error=error[:300],
        status_code=answer.status if answer else None,
        retry_after=answer.headers.get("Retry-After") if answer else None,
        duration_ms=round((monotonic() - started) * 1000),
    )


def _post(delivery: WebhookDelivery, *, tls: ssl.SSLContext) -> Answer:
    deadline = Deadline(TOTAL_SECONDS)
    now = claimed_at(delivery)
    url = ReceiverUrl.parse(delivery.endpoint.url)
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"MagicToolbox-Webhooks/{settings.VERSION}",
        "Accept-Encoding": "identity",
        **signed_headers(
            delivery_id=str(delivery.pk),
            timestamp=int(now.timestamp()),
            body=body,
            secrets=signing_secrets(delivery.endpoint, at=now),
        ),
    }
    return post(
        url,
        resolve(url.host, url.port),
        headers=headers,
        body=body,
        tls=tls,
        connect_seconds=CONNECT_SECONDS,
        deadline=deadline,
    )


def _refusal(status: int) -> str:
    """What is wrong with a status, or nothing."""
    if 200 <= status < 300:  # noqa: PLR2004 - of HTTP
        return ""
    if 300 <= status < 400:  # noqa: PLR2004 - of HTTP
        return f"It answered {status}; redirects are not followed."
    return f"It answered {status}."


def _explanation(problem: Exception) -> str:
    match problem:
        case AddressRefusedError():
            text = f"Not sent: {problem}."
        case SecretLostError():
            text = "Not sent: the server's secret key changed. Rotate the webhook's secret."
        case TimeoutError():
            text = f"It did not answer within {TOTAL_SECONDS:.0f} s."
        case ssl.SSLError():
            text = f"No TLS connection: {problem.reason or 'the handshake failed'}."
        case BadAnswerError():
            text = f"No answer: {problem}."
        case OSError() | UnicodeError():
            text = f"It cannot be reached: {getattr(problem, 'strerror', None) or 'there is no such host'}."
        case _:
            text = f"Not sent: {type(problem).__name__}."
    return text
