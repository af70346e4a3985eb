"""The execution or batch that an earlier request with the same idempotency key made."""

from datetime import timedelta
from typing import TypeVar

from django.db.models.functions import Now

from apps.tools.exceptions import IdempotencyKeyReusedError
from apps.tools.models import Batch, ToolExecution

KEPT = timedelta(hours=24)

DraftT = TypeVar("DraftT", ToolExecution, Batch)


def find_replay(draft: DraftT) -> DraftT | None:
    """What it made, as it is now, or None; raises IdempotencyKeyReusedError for another request."""
    if draft.idempotency_key is None:
        return None
    same_key = type(draft).objects.filter(owner=draft.owner, idempotency_key=draft.idempotency_key)
    same_key.filter(created_at__lt=Now() - KEPT).update(idempotency_key=None)
    earlier = same_key.first()
    if earlier is not None and earlier.request_hash != draft.request_hash:
        raise IdempotencyKeyReusedError
    return earlier
