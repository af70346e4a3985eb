"""Options such as passwords: never shown, encrypted while an execution waits for them, then erased."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac
from pydantic import SecretStr

from apps.tools.base import ToolOptions
from common.types import JsonObject

_PURPOSE = "magictoolbox.tools.secret_options"


class SecretsLostError(Exception):
    """They were encrypted with another SECRET_KEY than today's."""


def split_secrets(options: ToolOptions) -> tuple[JsonObject, dict[str, str]]:
    """The options that may be kept and shown, and those that may not."""
    given = {name: getattr(options, name) for name in type(options).model_fields}
    secrets = {
        name: value.get_secret_value() for name, value in given.items() if isinstance(value, SecretStr)
    }
    return options.model_dump(mode="json", exclude=set(secrets)), secrets


def seal(secrets: Mapping[str, str]) -> str:
    """Encrypt them; nothing stays nothing."""
    return _cipher().encrypt(json.dumps(dict(secrets)).encode()).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """Decrypt them; raises SecretsLostError."""
    if not sealed:
        return {}
    try:
        secrets: dict[str, str] = json.loads(_cipher().decrypt(sealed))
    except InvalidToken:
        raise SecretsLostError from None
    return secrets


def fingerprints(secrets: Mapping[str, str]) -> dict[str, str]:
    """What tells two secrets apart without telling them, not even to who guesses and has the database."""
    return {name: salted_hmac(_PURPOSE, value).hexdigest() for name, value in secrets.items()}


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"{_PURPOSE}:{settings.SECRET_KEY}".encode()).digest()))
