"""Keeps the parts of the product alive: whichever ends is started again, until a signal stops them all."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from loguru import logger

from apps.meta.embedded.processes import fork

SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
HEALTHY_AFTER = 10.0
"""Seconds: between restarts of one part, doubling; a part that lived longer starts again at the shortest."""

_WATCHED = (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM)


class Supervisor:
    """One thread, one loop, and a child for each part."""

    def __init__(
        self, parts: Mapping[str, Callable[[], None]], *, grace: float, closing: tuple[int, ...]
    ) -> None:
        self._parts = parts
        self._grace = grace
        self._closing = closing
        self._running: dict[int, str] = {}
        self._started_at: dict[str, float] = {}
        self._pauses = dict.fromkeys(parts, SHORTEST_PAUSE)
        self._due = dict.fromkeys(parts, 0.0)

    def run(self) -> None:
        """Start the parts and return when a signal has stopped them."""
        # Blocked, a signal waits to be taken; it cannot slip in between a look and a sleep.
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        while True:
            self._start_due()
            received = signal.sigtimedwait(_WATCHED, self._seconds_to_next())
            if received is not None and received.si_signo != signal.SIGCHLD:
                break
            self._reap()
        self._stop()

    def _start_due(self) -> None:
        now = time.monotonic()
        for name in [name for name, moment in self._due.items() if moment <= now]:
            del self._due[name]
            self._running[fork(self._parts[name], closing=self._closing)] = name
            self._started_at[name] = now

    def _seconds_to_next(self) -> float:
        if not self._due:
            return 60.0
        return max(min(self._due.values()) - time.monotonic(), 0.0)

    def _reap(self) -> None:
        for name, status in self._ended():
            now = time.monotonic()
            if now - self._started_at[name] > HEALTHY_AFTER:
                self._pauses[name] = SHORTEST_PAUSE
            self._due[name] = now + self._pauses[name]
            logger.warning("{} ended with {}; starting it again in {} s", name, status, self._pauses[name])
            self._pauses[name] = min(self._pauses[name] * 2, LONGEST_PAUSE)

    def _ended(self) -> list[tuple[str, int]]:
        ended = []
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                if name := self._running.pop(pid, None):
                    ended.append((name, os.waitstatus_to_exitcode(status)))
        return ended

    def _stop(self) -> None:
        """Ask all to end; who has not within the grace time is killed."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while self._running and (left := deadline - time.monotonic()) > 0:
            signal.sigtimedwait([signal.SIGCHLD], left)
            self._ended()
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._running:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
