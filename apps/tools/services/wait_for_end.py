"""Look at an execution until it has ended, or the caller's patience has."""

import time
from uuid import UUID

from apps.tools.models import ToolExecution

SHORTEST_PAUSE = 0.01
LONGEST_PAUSE = 0.5
SHARE = 20
"""A pause is this part of the time waited: late by 5 %, with few looks."""


def wait_for_end(*, execution_id: UUID, seconds: float) -> bool:
    """Whether it ended in time. Holds the calling thread; the server's own waits do not come here."""
    started = time.monotonic()
    while not ToolExecution.objects.ended().filter(pk=execution_id).exists():
        waited = time.monotonic() - started
        if waited >= seconds:
            return False
        pause = min(max(waited / SHARE, SHORTEST_PAUSE), LONGEST_PAUSE)
        time.sleep(min(pause, seconds - waited))
    return True
