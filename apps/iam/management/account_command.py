"""What the commands on accounts have in common."""

import json
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.core.validators import validate_email
from django.db import OperationalError, ProgrammingError

from apps.iam.models import User
from apps.iam.names import MAX_NAME_LENGTH, display_name
from common.exceptions import ApplicationError
from common.types import JsonObject


class _HelpFormatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Leaves the examples as they are written."""


class AccountCommand(BaseCommand):
    """A command on one account; its help has examples, and its faults are sentences."""

    examples: ClassVar[tuple[str, ...]]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser, with the examples below its help."""
        examples = "\n".join(["examples:", *(f"  manage.py {example}" for example in self.examples)])
        return super().create_parser(
            prog_name, subcommand, epilog=examples, formatter_class=_HelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """The account's e-mail, and how to answer."""
        parser.add_argument("email", type=_email, help="The account's e-mail.")
        parser.add_argument("--json", action="store_true", help="Answer in JSON.")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, and say what went wrong in a sentence."""
        try:
            return super().execute(*args, **options)
        except ApplicationError as error:
            raise CommandError(error.detail) from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                "The database is not ready: run 'manage.py serve' or 'manage.py migrate' first. "
                "If DATABASE_URL is set, check that it can be reached."
            ) from error

    def find_user(self, email: str) -> User:
        """The account with this e-mail; raises CommandError."""
        try:
            return User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            raise CommandError(f"No account has the e-mail '{email}'.") from None

    def answer(self, document: JsonObject, *, text: str, as_json: bool) -> None:
        """Print the result, for a program or for a person."""
        self.stdout.write(json.dumps(document) if as_json else text)


def name_argument(text: str) -> str:
    """What argparse makes of a name."""
    found = display_name(text)
    if not 0 < len(found) <= MAX_NAME_LENGTH:
        raise ArgumentTypeError(f"a name has 1 to {MAX_NAME_LENGTH} characters, this one {len(found)}")
    return found


def _email(text: str) -> str:
    email = User.objects.normalize_email(text)
    try:
        validate_email(email)
    except ValidationError:
        raise ArgumentTypeError(f"'{text}' is not an e-mail address such as alice@example.com") from None
    return email
