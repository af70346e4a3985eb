"""Look at an execution until it has ended, or the caller's patience has."""

import time
from uuid import UUID

from apps.tools.models import ToolExecution

FIRST_LOOK = 0.01
"""Seconds; the pause grows by a quarter up to LAST_LOOK, so that quick tools answer quickly."""
LAST_LOOK = 0.5


def wait_for_end(*, execution_id: UUID, seconds: float) -> bool:
    """Whether it ended in time. Holds the calling thread, so the caller bounds how many wait at once."""
    deadline = time.monotonic() + seconds
    pause = FIRST_LOOK
    while not ToolExecution.objects.ended().filter(pk=execution_id).exists():
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(pause * 1.25, LAST_LOOK)
    return True
