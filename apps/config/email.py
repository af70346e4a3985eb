"""How e-mail leaves, from EMAIL_URL."""

from typing import Any
from urllib.parse import unquote, urlsplit

from apps.config.environment import Environment

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def email_settings(environment: Environment) -> dict[str, Any]:
    """The server that EMAIL_URL names, or standard output."""
    if environment.email_url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    url = urlsplit(environment.email_url.get_secret_value())
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or _PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }
