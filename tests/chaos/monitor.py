"""Watches a run from outside, through the database only."""

import threading
import time
from collections import Counter
from collections.abc import Sequence

from tests.chaos.clients import Progress
from tests.chaos.databases import DatabaseAwayError
from tests.chaos.scene import Scene

LOOK_EVERY = 0.5
TELL_EVERY = 5.0
CALM_AFTER = 60.0
"""Seconds without a new end after the last submission: then faults stop, for what is left to end in peace."""
COUNT = "SELECT status, count(*) FROM tools_toolexecution GROUP BY status"
ENDED = ("completed", "failed", "cancelled")


class Monitor:
    """Knows how many have ended, and when to give up."""

    def __init__(self, scene: Scene, progress: Progress) -> None:
        self._scene = scene
        self._progress = progress
        self._started = self._moved_at = self._told_at = time.monotonic()
        self.statuses: Counter[str] = Counter()

    def watch(self, submitters: Sequence[threading.Thread]) -> None:
        """Return when everything has ended, or nothing has for as long as the options are patient."""
        while True:
            time.sleep(LOOK_EVERY)
            self._look()
            still = time.monotonic() - self._moved_at
            submitting = any(submitter.is_alive() for submitter in submitters)
            if not submitting and self._progress.ended == self.statuses.total() > 0:
                return
            if not submitting and still > CALM_AFTER:
                self._scene.over.set()
            if still > self._scene.options.patience:
                return

    def _look(self) -> None:
        try:
            self.statuses = Counter(dict(self._scene.database.query(COUNT)))
        except DatabaseAwayError:
            return
        ended = sum(self.statuses[status] for status in ENDED)
        if ended != self._progress.ended:
            self._progress.ended, self._moved_at = ended, time.monotonic()
        if time.monotonic() - self._told_at >= TELL_EVERY:
            self._told_at = time.monotonic()
            self._tell()

    def _tell(self) -> None:
        elapsed = time.monotonic() - self._started
        hit = ", ".join(f"{name} {count}" for name, count in sorted(self._scene.counts.items()))
        self._scene.tell(
            f"accepted {self._progress.accepted}, ended {self._progress.ended}"
            f" ({self._progress.ended / elapsed:.1f}/s)  {hit}"
        )
