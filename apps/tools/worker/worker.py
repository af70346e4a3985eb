"""A worker: slots that run executions, and the heartbeat that looks after them."""

import threading
from functools import partial
from time import monotonic

from django.conf import settings
from django.db import Error, close_old_connections, connections
from loguru import logger

from apps.tools.active_runs import Stop
from apps.tools.bells import Bell
from apps.tools.models import ToolExecution, WorkerNode
from apps.tools.registry import get_tool_registry
from apps.tools.runner import Workplace, run_next
from apps.tools.toolhost import probes
from apps.tools.toolhost.doctor import Report
from apps.tools.toolhost.host import ToolHost
from apps.tools.webhooks.sender import Sender
from apps.tools.worker.examination import examine_sandbox_of
from apps.tools.worker.heartbeat import TICK, Heartbeat
from apps.tools.worker.identity import worker_name
from apps.tools.worker.sweep import sweep_executions

KILL_SECONDS = 5.0
"""For runs that are killed at a stop to be handed back."""


class Worker:
    """One a process. `start` it, let it `run_available` or `serve` a bell, `stop` it."""

    def __init__(self, *, concurrency: int) -> None:
        self.concurrency = concurrency
        environment = settings.ENVIRONMENT
        name, workspaces = worker_name(), settings.DATA_DIR / "workspaces"
        self.place = Workplace(
            worker=name,
            host=ToolHost(
                uid=environment.sandbox_uid,
                plugins=(probes.__name__,),
                workspaces=workspaces / name,
                max_tier=environment.sandbox_max_tier,
            ),
            workspaces=workspaces,
        )
        self.stopping = threading.Event()
        self._open_slots = concurrency
        self._slots = threading.BoundedSemaphore(concurrency)
        self._look = threading.Event()
        self._sender = Sender()
        self._heartbeat: Heartbeat | None = None
        self._ended = threading.Event()
        self._ending = threading.Lock()
        self._tools: list[str] = []
        self._sandbox: Report | None = None

    def prepare(self) -> Report:
        """Start the tool host and try to break out of it, once; a worker that stands by has done so."""
        loading = threading.Thread(target=get_tool_registry, name="registry")  # while the zygote starts
        loading.start()
        self.place.host.start()
        if self._sandbox is None:
            self._sandbox = examine_sandbox_of(self.place, stopping=self.stopping)
        loading.join()
        return self._sandbox

    def start(self) -> None:
        """Start the tool host, if need be, and the heartbeat; returns when work can be taken."""
        sweep = threading.Thread(target=self._free_the_dead, name="sweep")
        sweep.start()
        sandbox = self.prepare()
        unavailable = self._find_unavailable(tier=sandbox.proven_tier)
        # What is not among them, another worker may know: during an upgrade, or with other plugins.
        self._tools = [tool.name for tool in get_tool_registry() if tool.name not in unavailable]
        report = partial(
            WorkerNode.objects.report,
            name=self.place.worker,
            concurrency=self.concurrency,
            sandbox_tier=sandbox.tier,
            broken_walls="; ".join(finding.name for finding in sandbox.broken),
            unavailable_tools=unavailable,
        )
        self._heartbeat = Heartbeat(self.place, report=report, on_freed=self.catch_up)
        self._heartbeat.start()
        self._sender.start()
        sweep.join()

    def _free_the_dead(self) -> None:
        """First of all: this process may be here because another was killed, whose work should not wait."""
        try:
            sweep_executions()
        except Error as error:
            logger.warning("The worker could not reach the database: {}", type(error).__name__)
        finally:
            connections.close_all()

    def serve(self, bell: Bell) -> None:
        """Run what the bell announces, and what it did not, until `stop` is called."""
        self.catch_up()
        while not self.stopping.is_set():
            if rings := bell.wait(TICK):
                self._use_slots(rings)
            else:
                self.catch_up()

    def catch_up(self) -> None:
        """Run what no ring announced."""
        try:
            if ToolExecution.objects.in_line().of_tools(self._tools).exists():
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
                    pass
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
            self._sender.stop(grace=max(deadline - monotonic(), 0))
            self._ended.set()
            if self._heartbeat is not None:
                self._heartbeat.stop()
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

    @staticmethod
    def _find_unavailable(*, tier: int) -> dict[str, str]:
        minimum, reasons = settings.ENVIRONMENT.minimum_sandbox_tier, {}
        for tool in get_tool_registry():
            if reason := tool.unavailable_reason():
                reasons[tool.name] = reason
            elif tool.risky and tier < minimum:
                reasons[tool.name] = (
                    f"The sandbox holds what tier {tier} promises; the operator asks for {minimum}."
                    if tier >= 0
                    else "The sandbox of the worker does not hold; the operator sees at /ready what fell."
                )
        return reasons
