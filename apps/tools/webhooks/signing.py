"""Signatures of the Standard Webhooks format (standardwebhooks.com), and the secrets that make them."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

if TYPE_CHECKING:
    from apps.tools.models import WebhookEndpoint

MARK = "whsec_"
KEY_BYTES = 32
_PURPOSE = "magictoolbox.tools.webhook_secrets"


class SecretLostError(Exception):
    """It was encrypted with a SECRET_KEY that is not among today's."""


def make_secret() -> str:
    """A new secret, as its owner is shown it."""
    return MARK + b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def seal(secret: str) -> str:
    """Encrypt it for the database."""
    return _cipher().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt it, also if it was encrypted with one of SECRET_KEY_FALLBACKS; raises SecretLostError."""
    try:
        return _cipher().decrypt(sealed).decode()
    except InvalidToken:
        raise SecretLostError from None


def signing_secrets(endpoint: "WebhookEndpoint", *, at: datetime) -> list[str]:
    """Those that sign at this time: the secret, and the former one for a while; raises SecretLostError."""
    valid = [unseal(endpoint.secret)]
    if endpoint.former_secret_until is not None and at < endpoint.former_secret_until:
        with suppress(SecretLostError):
            valid.append(unseal(endpoint.former_secret))
    return valid


def signed_headers(
    *, delivery_id: str, timestamp: int, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """The three headers of the format."""
    content = b".".join([delivery_id.encode(), str(timestamp).encode(), body])
    keys = [b64decode(secret.removeprefix(MARK)) for secret in secrets]
    digests = [b64encode(hmac.digest(key, content, hashlib.sha256)).decode() for key in keys]
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{digest}" for digest in digests),
    }


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{_PURPOSE}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
