"""The leases in this process's hands, and why a run was stopped."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from apps.tools.toolhost.running import RunningTool


class Stop(StrEnum):
    """Why a run was ended before its time."""

    CANCELLED = "cancelled"
    LEASE_LOST = "lease_lost"
    SHUTDOWN = "shutdown"


@dataclass(slots=True, kw_only=True)
class HeldLease:
    """One lease from its claim to its end, the tool's run being only a part of it."""

    token: UUID
    renewed_at: float
    leaving: threading.Event = field(default_factory=threading.Event)
    """Set when this process is about to end, whatever the run was stopped for before."""
    _stopped: Stop | None = None
    _tool: RunningTool | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def stopped(self) -> Stop | None:
        """Why the run was stopped, or None; the first reason counts."""
        return self._stopped

    def attach(self, tool: RunningTool) -> None:
        """Name the tool to kill when the run is stopped; of one stopped already it is killed at once."""
        with self._changed:
            self._tool = tool
        if self._stopped:
            tool.kill()

    def stop(self, reason: Stop) -> None:
        """Kill the run; its own thread then ends it as the first reason says."""
        with self._changed:
            self._stopped = self._stopped or reason
            tool = self._tool
            self._changed.notify_all()
        if reason is Stop.SHUTDOWN:
            self.leaving.set()
        if tool is not None:
            tool.kill()

    def wait(self, seconds: float | None, *, until: Callable[[], bool] = lambda: False) -> bool:
        """Whether the run was stopped, at once, after so long, or when `until` holds at a `wake`."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped is not None or until(), timeout=seconds)
            return self._stopped is not None

    def wake(self) -> None:
        """Let who waits look again."""
        with self._changed:
            self._changed.notify_all()


class ActiveRuns:
    """Lease token → lease; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[UUID, HeldLease] = {}

    def __len__(self) -> int:
        return len(self._held)

    @property
    def tokens(self) -> list[UUID]:
        """The leases that this process should renew."""
        with self._lock:
            return [token for token, held in self._held.items() if held.stopped is not Stop.LEASE_LOST]

    @contextmanager
    def holding(self, token: UUID, *, since: float) -> Iterator[HeldLease]:
        """Count a lease as held meanwhile."""
        lease = HeldLease(token=token, renewed_at=since)
        with self._lock:
            self._held[token] = lease
        try:
            yield lease
        finally:
            with self._lock:
                del self._held[token]
                others = list(self._held.values())
            for other in others:
                other.wake()

    def wait_for_the_others(self, lease: HeldLease) -> None:
        """Until no other lease is held, or this one is stopped."""
        lease.wait(None, until=lambda: len(self._held) == 1)

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

    def stop(self, token: UUID, reason: Stop) -> None:
        """Kill a run, if it is still here."""
        with self._lock:
            lease = self._held.get(token)
        if lease is not None:
            lease.stop(reason)
