"""Forget what happened to executions that ended long ago."""

from collections.abc import Callable

from django.conf import settings

from apps.tools.models import ExecutionEvent

BATCH = 1000


def purge_expired_events(
    *, dry_run: bool = False, on_progress: Callable[[int], None] = lambda _: None
) -> int:
    """Delete the events of executions that ended longer than EVENT_RETENTION ago; how many, or would be.

    Safe at any time and at once; an execution that has not ended keeps all of its events.
    """
    purged = 0
    beyond: int | None = 0
    while beyond is not None:
        count, beyond = ExecutionEvent.objects.forget(
            after=settings.EVENT_RETENTION, beyond=beyond, limit=BATCH, dry_run=dry_run
        )
        purged += count
        on_progress(purged)
    return purged
