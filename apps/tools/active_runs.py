"""The runs in this process's hands, and why one of them was stopped."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from uuid import UUID

from apps.tools.toolhost.host import RunningTool


class Stop(StrEnum):
    """Why a run was ended before its time."""

    CANCELLED = "cancelled"
    LEASE_LOST = "lease_lost"
    SHUTDOWN = "shutdown"


class ActiveRuns:
    """Lease token → running tool; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[UUID, RunningTool | None] = {}
        self._stopped: dict[UUID, Stop] = {}

    def __len__(self) -> int:
        return len(self._running)

    @property
    def tokens(self) -> list[UUID]:
        """The leases that this process should renew."""
        with self._lock:
            return list(self._running)

    @contextmanager
    def holding(self, token: UUID) -> Iterator[None]:
        """Count a lease as held from its claim to its end, the tool's run being only a part of it."""
        with self._lock:
            self._running[token] = None
        try:
            yield
        finally:
            with self._lock:
                self._running.pop(token)
                self._stopped.pop(token, None)

    def attach(self, token: UUID, tool: RunningTool) -> None:
        """Name the tool to kill when this lease is stopped; one stopped already is killed at once."""
        with self._lock:
            self._running[token] = tool
            stopped = token in self._stopped
        if stopped:
            tool.kill()

    def stop(self, token: UUID, reason: Stop) -> None:
        """Kill a run; its own thread then ends it as the first reason says."""
        with self._lock:
            if token not in self._running:
                return
            self._stopped.setdefault(token, reason)
            tool = self._running[token]
        if tool is not None:
            tool.kill()

    def stopped(self, token: UUID) -> Stop | None:
        """Why this run was stopped, or None."""
        with self._lock:
            return self._stopped.get(token)
