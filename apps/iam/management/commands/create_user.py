"""Make an account without a browser."""

import sys
from getpass import getpass
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from apps.iam.management.account_command import AccountCommand, name_argument
from apps.iam.models import Role, User
from apps.iam.services.create_user import create_user


class Command(AccountCommand):
    """Make an account whose e-mail counts as verified."""

    help = "Make an account; the first one is an administrator's. Without a terminal, a password is made up."
    examples = (
        "create_user alice@example.com --role administrator",
        "create_user bob@example.com --name Bob --password-stdin < password.txt",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Role, name and where the password comes from."""
        super().add_arguments(parser)
        parser.add_argument("--role", choices=Role.values, help="What the account may see beyond its own.")
        parser.add_argument("--name", type=name_argument, help="How the user is called.")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from standard input."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, and show the password only if it was made up here."""
        email, name = options["email"], options["name"] or ""
        given = _given_password(from_stdin=options["password_stdin"])
        if given is not None:
            _check_password(given, user=User(email=email, name=name))
        password = given or token_urlsafe(15)
        role = Role(options["role"]) if options["role"] else None
        user = create_user(email=email, password=password, name=name, role=role, email_verified=True)
        made_up = None if given else password
        self.answer(
            {"id": str(user.pk), "email": user.email, "role": user.role, "password": made_up},
            text=f"{user.email} is {user.role} now." + (f" The password is {made_up}" if made_up else ""),
            as_json=options["json"],
        )


def _given_password(*, from_stdin: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    password = getpass("Password (empty to have one made up): ")
    if password and password != getpass("Password again: "):
        raise CommandError("The two passwords differ.")
    return password or None


def _check_password(password: str, *, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
