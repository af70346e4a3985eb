"""What an operator should know before it hurts: settings that work, but not as well as they could."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name


@register()
def check_public_address(**_: Any) -> list[CheckMessage]:
    """Passwords should not cross a network in the clear."""
    if settings.ENVIRONMENT.is_loopback or settings.IS_SECURE:
        return []
    message = "People sign in over plain http: passwords and files cross the network readable."
    hint = "Put a proxy with a certificate in front, name it in TRUSTED_PROXIES, and set PUBLIC_URL=https://…"
    return [Warning(message, hint=hint, id="meta.W001")]


@register()
def check_mail(**_: Any) -> list[CheckMessage]:
    """Whoever may sign up should be able to prove the address, and to reset the password."""
    environment = settings.ENVIRONMENT
    if environment.email_url or environment.is_loopback or environment.signup_policy == "closed":
        return []
    message = "Anyone may sign up, but no mail can be sent: addresses are not verified, passwords not reset."
    return [Warning(message, hint="Set EMAIL_URL, such as smtp+tls://user:password@host.", id="meta.W002")]


@register()
def check_database(**_: Any) -> list[CheckMessage]:
    """SQLite is for one machine."""
    environment = settings.ENVIRONMENT
    if environment.database_url or not environment.broker_url:
        return []
    message = "BROKER_URL says that several processes work together, but SQLite holds for one machine only."
    return [Warning(message, hint="Set DATABASE_URL=postgresql://…, or unset BROKER_URL.", id="meta.W003")]
