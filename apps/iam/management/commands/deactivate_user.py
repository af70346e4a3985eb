"""Lock an account out, without a browser."""

from typing import Any

from apps.iam.management.account_command import AccountCommand
from apps.iam.services.deactivate_user import deactivate_user


class Command(AccountCommand):
    """Lock an account out at once; its files and history stay."""

    help = "Lock an account out: its sessions, tokens and API keys end now; its files and history stay."
    examples = ("deactivate_user bob@example.com",)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Lock it."""
        user = deactivate_user(user=self.find_user(options["email"]))
        self.answer(
            {"id": str(user.pk), "email": user.email, "is_active": user.is_active},
            text=f"{user.email} cannot enter any more.",
            as_json=options["json"],
        )
