"""What a worker does beside its runs: keeps their leases, reports, sweeps, and sees that its tool host lives.

What must not wait for the others has a thread of its own: a database may hang, a tool host takes its time.
"""

import threading
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.db import close_old_connections, connections
from loguru import logger

from apps.tools.active_runs import Stop
from apps.tools.models import ToolExecution
from apps.tools.runner import Workplace
from apps.tools.toolhost.workspaces import sweep_workspaces
from apps.tools.toolhost.zygote_process import ToolHostError
from apps.tools.worker.identity import is_alive_here
from apps.tools.worker.sweep import sweep_executions

TICK = 1.0
LOOK_EVERY = 0.5
"""Seconds between looks at what is to be cancelled; a tool that is must be gone within two."""
REPORT_EVERY = 5.0
WORKSPACE_SWEEP_EVERY = 30.0


class Heartbeat:
    """One for each worker, from its start to its end."""

    def __init__(
        self,
        place: Workplace,
        *,
        report: Callable[[], None],
        on_freed: Callable[[], None],
    ) -> None:
        """`report` says that the worker lives, `on_freed` is called when the sweep has found work."""
        self._place = place
        self._report = report
        self._on_freed = on_freed
        self._ended = threading.Event()
        self._lease = settings.LEASE.total_seconds()
        self._renew_every = self._lease / 6
        self._due: dict[Callable[[], None], float] = {}
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for name, target in (
                ("heartbeat", self._beat),
                ("fence", self._keep_fence),
                ("tool host watch", self._watch_host),
            )
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, soon."""
        self._ended.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _beat(self) -> None:
        while True:
            try:
                self._tick()
            except Exception as error:  # noqa: BLE001 - without a heartbeat every lease would be lost
                logger.warning("The heartbeat missed a beat: {}", type(error).__name__)
                connections.close_all()  # a broken one would stay broken
            close_old_connections()
            if self._ended.wait(min(LOOK_EVERY, self._renew_every)):
                return

    def _tick(self) -> None:
        self._look_after_leases()
        self._do_each(REPORT_EVERY, self._report)
        self._do_each(TICK, self._sweep)
        self._do_each(WORKSPACE_SWEEP_EVERY, self._sweep_workspaces)

    def _do_each(self, seconds: float, action: Callable[[], None]) -> None:
        """Do it if it is due; what fails is due again at the next beat."""
        now = monotonic()
        if now >= self._due.get(action, now):
            action()
            self._due[action] = now + seconds

    def _look_after_leases(self) -> None:
        active = self._place.active
        if tokens := active.tokens:
            leases = ToolExecution.objects.leases(tokens=tokens)
            for token in tokens:
                if token not in leases:
                    active.stop(token, Stop.LEASE_LOST)
                elif leases[token]:
                    active.stop(token, Stop.CANCELLED)
            self._do_each(self._renew_every, self._renew)

    def _renew(self) -> None:
        now, tokens = monotonic(), self._place.active.tokens
        ToolExecution.objects.renew(tokens=tokens, lease=settings.LEASE)
        self._place.active.renewed(tokens, at=now)

    def _sweep(self) -> None:
        if sweep_executions().freed:
            self._on_freed()

    def _sweep_workspaces(self) -> None:
        sweep_workspaces(self._place.workspaces, is_alive=is_alive_here)

    def _keep_fence(self) -> None:
        """Stop the own runs before someone else may take them; apart from the heartbeat, which may hang."""
        while not self._ended.wait(min(TICK, self._renew_every)):
            for token in self._place.active.not_renewed_since(monotonic() - self._lease + self._renew_every):
                self._place.active.stop(token, Stop.LEASE_LOST)

    def _watch_host(self) -> None:
        while not self._ended.is_set():
            try:
                self._place.host.watch(seconds=TICK)
            except ToolHostError as error:
                logger.error("{}", error)
                self._ended.wait(TICK)
