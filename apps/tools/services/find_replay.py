"""The execution that an earlier request with the same idempotency key made."""

from datetime import timedelta

from django.db.models.functions import Now

from apps.tools.exceptions import IdempotencyKeyReusedError
from apps.tools.models import ToolExecution

KEPT = timedelta(hours=24)


def find_replay(draft: ToolExecution) -> ToolExecution | None:
    """That execution as it is now, or None; raises IdempotencyKeyReusedError for another request."""
    if draft.idempotency_key is None:
        return None
    same_key = ToolExecution.objects.filter(owner=draft.owner, idempotency_key=draft.idempotency_key)
    same_key.filter(created_at__lt=Now() - KEPT).update(idempotency_key=None)
    earlier = same_key.first()
    if earlier is not None and earlier.request_hash != draft.request_hash:
        raise IdempotencyKeyReusedError
    return earlier
