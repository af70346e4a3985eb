"""Change what an account may see, without a browser."""

from typing import Any

from django.core.management.base import CommandParser

from apps.iam.management.account_command import AccountCommand
from apps.iam.models import Role
from apps.iam.services.set_role import set_role


class Command(AccountCommand):
    """Change an account's role."""

    help = "Change the role of an account; it counts from the next request on."
    examples = ("set_role alice@example.com administrator",)

    def add_arguments(self, parser: CommandParser) -> None:
        """The role."""
        super().add_arguments(parser)
        parser.add_argument("role", choices=Role.values, help="What the account may see beyond its own.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Change it."""
        user = set_role(user=self.find_user(options["email"]), role=Role(options["role"]))
        self.answer(
            {"id": str(user.pk), "email": user.email, "role": user.role},
            text=f"{user.email} is {user.role} now.",
            as_json=options["json"],
        )
