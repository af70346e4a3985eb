"""Keeps the parts of the product alive: whichever ends is started again, until a signal stops them all."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from loguru import logger

from apps.meta.supervision.part import Part, Standby
from apps.meta.supervision.processes import fork

SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
HEALTHY_AFTER = 10.0
"""Seconds: between restarts of one part, doubling; after a longer life, or a kill, the shortest again."""
STANDBY_AFTER = 3.0
"""Seconds that the first of a part has the machine for itself before its standby is prepared."""

_WATCHED = (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM)


class Supervisor:
    """One thread, one loop, a child for each part, and one more for each that has a standby."""

    def __init__(self, parts: Mapping[str, Part], *, grace: float, closing: tuple[int, ...] = ()) -> None:
        self._parts = parts
        self._grace = grace
        self._closing = closing
        self._running: dict[int, str] = {}
        self._standbys: dict[str, Standby] = {}
        self._started_at: dict[str, float] = {}
        self._pauses = dict.fromkeys(parts, SHORTEST_PAUSE)
        self._due = dict.fromkeys(parts, 0.0)
        self._standby_due: dict[str, float] = {}
        self._is_over = False

    def run(self) -> None:
        """Start the parts and return when a signal has stopped them."""
        # Blocked, a signal waits to be taken; it cannot slip in between a look and a sleep.
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        while not self._is_over:
            self._start_due()
            received = signal.sigtimedwait(_WATCHED, self._seconds_to_next())
            if received is not None and received.si_signo != signal.SIGCHLD:
                break
            self._reap()
        self._stop()

    def _start_due(self) -> None:
        now = time.monotonic()
        for name in _take_due(self._due, now):
            is_first = name not in self._started_at
            self._running[self._begin(name)] = name
            self._started_at[name] = now
            if self._parts[name].has_standby:
                self._standby_due[name] = now + (STANDBY_AFTER if is_first else 0)
        for name in _take_due(self._standby_due, now):
            self._standbys[name] = Standby.fork(name, self._parts[name], closing=self._closing)

    def _begin(self, name: str) -> int:
        """Let the standby begin, or a new process; its pid."""
        standby = self._standbys.pop(name, None)
        if standby and standby.begin():
            return standby.pid
        return fork(partial(self._parts[name].live, name), closing=self._closing)

    def _seconds_to_next(self) -> float:
        moments = [*self._due.values(), *self._standby_due.values()]
        return max(min(moments) - time.monotonic(), 0.0) if moments else 60.0

    def _reap(self) -> None:
        for pid, status in _ended():
            now = time.monotonic()
            if name := self._running.pop(pid, None):
                self._is_over |= self._parts[name].may_end and status == 0
                # Who was killed has not failed, and work waits for it.
                if now - self._started_at[name] > HEALTHY_AFTER or status == -signal.SIGKILL:
                    self._pauses[name] = SHORTEST_PAUSE
                self._due[name] = now + self._pauses[name]
                logger.warning(
                    "{} ended with {}; starting it again in {} s", name, status, self._pauses[name]
                )
                self._pauses[name] = min(self._pauses[name] * 2, LONGEST_PAUSE)
            for name in [name for name, standby in self._standbys.items() if standby.pid == pid]:
                logger.warning("the standby of {} ended with {}", name, status)
                self._standbys.pop(name).forget()
                self._standby_due[name] = now + LONGEST_PAUSE

    def _stop(self) -> None:
        """Ask all to end; who has not within the grace time is killed."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        while (self._running or self._standbys) and (left := deadline - time.monotonic()) > 0:
            signal.sigtimedwait([signal.SIGCHLD], left)
            ended = {pid for pid, _ in _ended()}
            self._running = {pid: name for pid, name in self._running.items() if pid not in ended}
            self._standbys = {name: it for name, it in self._standbys.items() if it.pid not in ended}
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for pid in (*self._running, *(standby.pid for standby in self._standbys.values())):
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def _take_due(moments: dict[str, float], now: float) -> list[str]:
    """The names whose moment has come, which have none from now on."""
    due = [name for name, moment in moments.items() if moment <= now]
    for name in due:
        del moments[name]
    return due


def _ended() -> Iterator[tuple[int, int]]:
    """The children that have ended, each with its exit status, or minus the signal's number."""
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found[0], os.waitstatus_to_exitcode(found[1])
