"""What the tools do when something happens to an account."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from apps.iam.models import User
from apps.tools.services.end_for_owner import end_for_owner


@receiver(pre_delete, sender=User)
def end_what_it_runs(*, instance: User, **_: Any) -> None:
    """Within the transaction that deletes the account, whoever does it."""
    end_for_owner(owner=instance)
