"""A worker: slots that run executions, and a heartbeat that keeps their leases and sweeps."""

import threading
from time import monotonic

from django.conf import settings
from django.db import Error, close_old_connections, connections
from loguru import logger

from apps.tools.active_runs import Stop
from apps.tools.models import ToolExecution, WorkerNode
from apps.tools.registry import get_tool_registry
from apps.tools.runner import Workplace, run_next
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.workspaces import sweep_workspaces
from apps.tools.worker.bell import Bell, end_bell
from apps.tools.worker.identity import is_alive_here, worker_name
from apps.tools.worker.sweep import sweep_executions

TICK = 1.0
REPORT_EVERY = 5
"""Ticks."""
WORKSPACE_SWEEP_EVERY = 30.0
KILL_SECONDS = 5.0
"""For runs that are killed at a stop to be handed back."""


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
        self._open_slots = concurrency
        self._slots = threading.BoundedSemaphore(concurrency)
        self._look = threading.Event()
        self._ended = threading.Event()
        self._ending = threading.Lock()
        self._heartbeat = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._unavailable: dict[str, str] = {}
        self._tools: list[str] = []
        self._lease = settings.LEASE.total_seconds()
        self._renew_every = self._lease / 6
        self._renewed_at = -self._renew_every
        self._workspaces_swept_at = -WORKSPACE_SWEEP_EVERY

    def start(self) -> None:
        """Start the tool host and the heartbeat; returns when work can be taken."""
        self.place.host.start()
        self._unavailable = self._find_unavailable()
        # What is not among them, another worker may know: during an upgrade, or with other plugins.
        self._tools = [tool.name for tool in get_tool_registry() if tool.name not in self._unavailable]
        self._heartbeat.start()
        threading.Thread(target=self._keep_fence, name="fence", daemon=True).start()

    def serve(self, bell: Bell) -> None:
        """Run what the bell announces, and what it did not, until `stop` is called."""
        while not self.stopping.is_set():
            if rings := bell.wait(TICK):
                self._use_slots(rings)
            else:
                self.catch_up()

    def catch_up(self) -> None:
        """Run what no ring announced."""
        try:
            if ToolExecution.objects.claimable().of_tools(self._tools).exists():
                self._use_slots(self.concurrency)
        except Error as error:
            logger.warning("The worker could not reach the database: {}", type(error).__name__)
        finally:
            close_old_connections()

    def _use_slots(self, count: int) -> None:
        for _ in range(min(count, self.concurrency)):
            threading.Thread(target=self.run_available, name="run").start()

    def run_available(self) -> None:
        """Run until nothing can be claimed. When every slot is taken, one of them looks again instead."""
        self._look.set()
        while self._look.is_set() and self._slots.acquire(blocking=False):
            try:
                self._look.clear()
                while not self.stopping.is_set() and run_next(self.place, tools=self._tools):
                    end_bell.ring()
            except Error:
                logger.warning("The database cannot be reached; looking again in a second.")
                self._look.clear()
            finally:
                self._slots.release()
                connections.close_all()

    def stop(self, *, grace: float) -> None:
        """Take nothing new, let running work end within so many seconds, hand the rest back."""
        self.stopping.set()
        with self._ending:
            if self._ended.is_set():
                return
            deadline = monotonic() + grace
            if not self._close_slots(until=deadline):
                for token in self.place.active.tokens:
                    self.place.active.stop(token, Stop.SHUTDOWN)
                self._close_slots(until=max(deadline, monotonic()) + KILL_SECONDS)
            self._ended.set()
            self._heartbeat.join(timeout=5)
            self.place.host.stop()
            self._leave()

    def _close_slots(self, *, until: float) -> bool:
        """Take the slots for good as they fall free; whether all did in time."""
        while self._open_slots and self._slots.acquire(timeout=max(until - monotonic(), 0)):
            self._open_slots -= 1
        return not self._open_slots

    def _leave(self) -> None:
        try:
            WorkerNode.objects.filter(name=self.place.worker).delete()
        except Error as error:
            logger.warning("The worker could not sign off: {}", type(error).__name__)
        finally:
            connections.close_all()

    def _beat(self) -> None:
        tick = 0
        while True:
            try:
                self._tick(report=tick % REPORT_EVERY == 0)
            except Exception as error:  # noqa: BLE001 - without a heartbeat every lease would be lost
                logger.warning("The heartbeat missed a beat: {}", type(error).__name__)
                connections.close_all()  # a broken one would stay broken
            close_old_connections()
            tick += 1
            if self._ended.wait(min(TICK, self._renew_every)):
                return

    def _tick(self, *, report: bool) -> None:
        self._look_after_leases()
        self.place.host.ensure_running()
        if report:
            WorkerNode.objects.report(
                name=self.place.worker,
                concurrency=self.concurrency,
                sandbox_tier=self.place.host.tier,
                unavailable_tools=self._unavailable,
            )
        sweep_executions()
        now = monotonic()
        if now - self._workspaces_swept_at >= WORKSPACE_SWEEP_EVERY:
            sweep_workspaces(self.place.workspaces, is_alive=is_alive_here)
            self._workspaces_swept_at = now

    def _look_after_leases(self) -> None:
        active = self.place.active
        if tokens := active.tokens:
            leases = ToolExecution.objects.leases(tokens=tokens)
            for token in tokens:
                if token not in leases:
                    active.stop(token, Stop.LEASE_LOST)
                elif leases[token]:
                    active.stop(token, Stop.CANCELLED)
        now = monotonic()
        if now - self._renewed_at >= self._renew_every and (tokens := active.tokens):
            ToolExecution.objects.renew(tokens=tokens, lease=settings.LEASE)
            active.renewed(tokens, at=now)
            self._renewed_at = now

    def _keep_fence(self) -> None:
        """Stop the own runs before someone else may take them; apart from the heartbeat, which may hang."""
        while not self._ended.wait(min(TICK, self._renew_every)):
            for token in self.place.active.not_renewed_since(monotonic() - self._lease + self._renew_every):
                self.place.active.stop(token, Stop.LEASE_LOST)

    def _find_unavailable(self) -> dict[str, str]:
        minimum, tier = settings.ENVIRONMENT.minimum_sandbox_tier, self.place.host.tier
        reasons = {}
        for tool in get_tool_registry():
            if reason := tool.unavailable_reason():
                reasons[tool.name] = reason
            elif tool.risky and tier < minimum:
                reasons[tool.name] = f"The sandbox reaches tier {tier}; the operator asks for {minimum}."
        return reasons
