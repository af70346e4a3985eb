"""Look at an execution until it has ended, or the caller's patience has."""

import time
from uuid import UUID

from apps.tools.models import ToolExecution
from apps.tools.worker import chime

SHORTEST_PAUSE = 0.01
LONGEST_PAUSE = 0.5
SHARE = 20
"""Where ends are not announced, a pause is this part of the time waited: late by 5 %, with few looks."""


def wait_for_end(*, execution_id: UUID, seconds: float) -> bool:
    """Whether it ended in time. Holds the calling thread, so the caller bounds how many wait at once."""
    started = time.monotonic()
    while True:
        heard = chime.count
        if ToolExecution.objects.ended().filter(pk=execution_id).exists():
            return True
        waited = time.monotonic() - started
        if waited >= seconds:
            return False
        chime.wait(min(_pause(waited), seconds - waited), after=heard)


def _pause(waited: float) -> float:
    if chime.has_bell:
        return LONGEST_PAUSE
    return min(max(waited / SHARE, SHORTEST_PAUSE), LONGEST_PAUSE)
