"""The runs in this process's hands, and why one of them was stopped."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from apps.tools.toolhost.host import RunningTool


class Stop(StrEnum):
    """Why a run was ended before its time."""

    CANCELLED = "cancelled"
    LEASE_LOST = "lease_lost"
    SHUTDOWN = "shutdown"


@dataclass(slots=True)
class _Held:
    """A lease in our hands."""

    renewed_at: float
    tool: RunningTool | None = None
    stopped: Stop | None = None


class ActiveRuns:
    """Lease token → running tool; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[UUID, _Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    @property
    def tokens(self) -> list[UUID]:
        """The leases that this process should renew."""
        with self._lock:
            return [token for token, held in self._held.items() if held.stopped is not Stop.LEASE_LOST]

    @contextmanager
    def holding(self, token: UUID, *, since: float) -> Iterator[None]:
        """Count a lease as held from its claim to its end, the tool's run being only a part of it."""
        with self._lock:
            self._held[token] = _Held(renewed_at=since)
        try:
            yield
        finally:
            with self._lock:
                del self._held[token]

    def renewed(self, tokens: Iterable[UUID], *, at: float) -> None:
        """Remember when these leases were last known to be ours, on the monotonic clock."""
        with self._lock:
            for token in tokens:
                if token in self._held:
                    self._held[token].renewed_at = at

    def not_renewed_since(self, moment: float) -> list[UUID]:
        """The leases that someone else may take soon."""
        with self._lock:
            return [token for token, held in self._held.items() if held.renewed_at < moment]

    def attach(self, token: UUID, tool: RunningTool) -> None:
        """Name the tool to kill when this lease is stopped; one stopped already is killed at once."""
        with self._lock:
            self._held[token].tool = tool
            stopped = self._held[token].stopped
        if stopped:
            tool.kill()

    def stop(self, token: UUID, reason: Stop) -> None:
        """Kill a run; its own thread then ends it as the first reason says."""
        with self._lock:
            if token not in self._held:
                return
            held = self._held[token]
            held.stopped = held.stopped or reason
        if held.tool is not None:
            held.tool.kill()

    def stopped(self, token: UUID) -> Stop | None:
        """Why this run was stopped, or None."""
        with self._lock:
            return self._held[token].stopped
