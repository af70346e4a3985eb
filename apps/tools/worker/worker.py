"""A worker: slots that run executions, and a heartbeat that keeps their leases and sweeps."""

import threading
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connections
from loguru import logger

from apps.tools.active_runs import Stop
from apps.tools.models import ToolExecution, WorkerNode
from apps.tools.registry import get_tool_registry
from apps.tools.runner import Workplace, run_next
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.workspaces import sweep_workspaces
from apps.tools.worker.bell import Bell
from apps.tools.worker.identity import is_alive_here, worker_name
from apps.tools.worker.sweep import sweep_executions

TICK = 1.0
WORKSPACE_SWEEP_EVERY = 30.0


class Worker:
    """One a process. `start` it, let it `run_available` or `serve` a bell, `stop` it."""

    def __init__(self, *, concurrency: int) -> None:
        self.concurrency = concurrency
        environment = settings.ENVIRONMENT
        self.place = Workplace(
            worker=worker_name(),
            host=ToolHost(uid=environment.sandbox_uid),
            workspaces=settings.DATA_DIR / "workspaces",
        )
        self.stopping = threading.Event()
        self._slots = threading.BoundedSemaphore(concurrency)
        self._look = threading.Event()
        self._ready = threading.Event()
        self._ended = threading.Event()
        # The thread that starts the tool host must outlive it: the host dies with the thread that forked it.
        self._heartbeat = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._unavailable: dict[str, str] = {}
        self._renew_every = settings.LEASE.total_seconds() / 6
        self._renewed_at = monotonic()
        self._workspaces_swept_at = -WORKSPACE_SWEEP_EVERY

    def start(self) -> None:
        """Start the tool host and the heartbeat; returns when work can be taken."""
        self._heartbeat.start()
        self._ready.wait()

    def serve(self, bell: Bell) -> None:
        """Run what the bell announces, and what it did not, until `stop` is called."""
        while not self.stopping.is_set():
            if rings := bell.wait(TICK):
                self._open_slots(rings)
            else:
                self.catch_up()

    def catch_up(self) -> None:
        """Run what no ring announced."""
        try:
            if ToolExecution.objects.claimable().exists():
                self._open_slots(self.concurrency)
        except DatabaseError as error:
            logger.warning("The worker could not reach the database: {}", type(error).__name__)
        finally:
            connections.close_all()

    def _open_slots(self, count: int) -> None:
        for _ in range(min(count, self.concurrency)):
            threading.Thread(target=self.run_available, name="run").start()

    def run_available(self) -> None:
        """Run until nothing can be claimed. When every slot is taken, one of them looks again instead."""
        self._look.set()
        while self._look.is_set() and self._slots.acquire(blocking=False):
            try:
                self._look.clear()
                while not self.stopping.is_set() and run_next(
                    self.place, without_tools=frozenset(self._unavailable)
                ):
                    pass
            except DatabaseError:
                logger.warning("The database cannot be reached; looking again in a second.")
                self._look.clear()
            finally:
                self._slots.release()
                connections.close_all()

    def stop(self, *, grace: float) -> None:
        """Take nothing new, let running work end within so many seconds, hand the rest back."""
        self.stopping.set()
        deadline = monotonic() + grace
        while len(self.place.active) and monotonic() < deadline:
            self._ended.wait(0.05)
        for token in self.place.active.tokens:
            self.place.active.stop(token, Stop.SHUTDOWN)
        while len(self.place.active) and monotonic() < deadline + 5:
            self._ended.wait(0.05)
        self._ended.set()
        self._heartbeat.join(timeout=5)
        self.place.host.stop()
        WorkerNode.objects.filter(name=self.place.worker).delete()
        connections.close_all()

    def _beat(self) -> None:
        self.place.host.start()
        self._unavailable = self._find_unavailable()
        tick = 0
        while True:
            try:
                self._tick(report=tick % 5 == 0)
            except DatabaseError as error:
                logger.warning("The heartbeat could not reach the database: {}", type(error).__name__)
            self._fence()
            self._ready.set()
            tick += 1
            if self._ended.wait(min(TICK, self._renew_every)):
                return

    def _tick(self, *, report: bool) -> None:
        self.place.host.ensure_running()
        active = self.place.active
        tokens = active.tokens
        if tokens:
            leases = ToolExecution.objects.leases(tokens=tokens)
            for token in tokens:
                if token not in leases:
                    active.stop(token, Stop.LEASE_LOST)
                elif leases[token]:
                    active.stop(token, Stop.CANCELLED)
        now = monotonic()
        if now - self._renewed_at >= self._renew_every:
            ToolExecution.objects.renew(tokens=active.tokens, lease=settings.LEASE)
            self._renewed_at = now
        if report:
            WorkerNode.objects.report(
                name=self.place.worker,
                concurrency=self.concurrency,
                sandbox_tier=self.place.host.tier,
                unavailable_tools=self._unavailable,
            )
        sweep_executions()
        if now - self._workspaces_swept_at >= WORKSPACE_SWEEP_EVERY:
            sweep_workspaces(self.place.workspaces, is_alive=is_alive_here)
            self._workspaces_swept_at = now
        connections.close_all()

    def _fence(self) -> None:
        """Stop the own runs before someone else may take their leases."""
        if monotonic() - self._renewed_at > settings.LEASE.total_seconds() - self._renew_every:
            for token in self.place.active.tokens:
                self.place.active.stop(token, Stop.LEASE_LOST)

    def _find_unavailable(self) -> dict[str, str]:
        environment = settings.ENVIRONMENT
        wanted = environment.sandbox_min_tier
        minimum = (0 if environment.is_loopback else 1) if wanted is None else wanted
        reasons = {}
        for tool in get_tool_registry():
            if reason := tool.unavailable_reason():
                reasons[tool.name] = reason
            elif tool.risky and self.place.host.tier < minimum:
                reasons[tool.name] = (
                    f"The sandbox reaches tier {self.place.host.tier}; the operator asks for {minimum}."
                )
        return reasons
