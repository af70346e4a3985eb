"""Make an API key without a browser."""

import re
from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from apps.iam.management.account_command import AccountCommand, name_argument
from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key
from apps.iam.services.create_user import create_user

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Command(AccountCommand):
    """Make an API key and show its text, this once."""

    help = "Make an API key for an account; without --scope it may do all that keys can do."
    examples = (
        "create_api_key alice@example.com --name laptop --expires 30d",
        "create_api_key robot@example.com --create-user --scope tools:run --scope files:write --json",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What the key may do, and for how long."""
        super().add_arguments(parser)
        parser.add_argument("--create-user", action="store_true", help="Make the account if there is none.")
        parser.add_argument("--name", type=name_argument, default="command line", help="What the key is for.")
        parser.add_argument(
            "--scope", action="append", choices=list(Scope), help="What the key may do; repeatable."
        )
        parser.add_argument("--expires", type=_lifetime, help="How long it lasts, such as 12h or 30d.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it."""
        email, lifetime = options["email"], options["expires"]
        if options["create_user"] and not User.objects.filter(email=email).exists():
            owner = create_user(email=email, password=None, email_verified=True)
        else:
            owner = self.find_user(email)
        key, text = create_api_key(
            owner=owner,
            name=options["name"],
            scopes=[Scope(scope) for scope in options["scope"] or Scope],
            expires_at=timezone.now() + lifetime if lifetime else None,
        )
        self.answer(
            {"key": text, "id": str(key.pk), "scopes": key.scopes},
            text=f"{text}\nKeep it now: it is not shown again.",
            as_json=options["json"],
        )


def _lifetime(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9]\d{0,4})([mhd])", text)
    if not found:
        raise ArgumentTypeError(f"'{text}' is not a time such as 90m, 12h or 30d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
