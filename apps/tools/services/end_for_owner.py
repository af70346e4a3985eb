"""Let nothing of an account outlive it."""

from functools import partial

from django.db import transaction
from django.db.models.functions import Now
from loguru import logger

from apps.iam.models import User
from apps.tools import storage
from apps.tools.models import StoredFile, ToolExecution


def end_for_owner(*, owner: User) -> None:
    """End what has not ended, and delete the bytes of all files once the caller has deleted the account.

    A run that is under way finds its lease gone, and keeps nothing.
    """
    unended = ToolExecution.objects.unended().filter(owner=owner)
    unended.update(status="cancelled", finished_at=Now(), secrets="", lease_token=None, lease_expires_at=None)
    keys = list(StoredFile.objects.with_bytes().filter(owner=owner).values_list("key", flat=True))
    transaction.on_commit(partial(_remove, keys), robust=True)


def _remove(keys: list[str]) -> None:
    """Their rows are gone: what fails now is found as belonging to no file."""
    for key in keys:
        try:
            storage.remove(key)
        except Exception:  # noqa: BLE001 - every storage fails in its own way, and the others must go
            logger.exception("The bytes under {} could not be deleted; they will be found again", key)
