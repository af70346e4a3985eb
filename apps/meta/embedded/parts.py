"""The parts of the embedded product: the API, and the worker with the scheduler in it."""

import multiprocessing
import os
import signal
import threading

from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server

from apps.meta.embedded.processes import die_with_parent
from apps.tools.periodic import run_schedule
from apps.tools.worker import Bell, Worker, chime, doorbell, end_bell

KILL_AFTER = 5
"""Seconds that granian waits for requests that go on at a stop."""


def run_api(*, bell: Bell, ends: Bell, host: str, port: int) -> None:
    """Serve the API until told to stop, or until its server process is lost."""
    multiprocessing.set_start_method("fork", force=True)  # granian's worker inherits Django and the bell
    doorbell.hang(bell.ring)
    chime.hang(ends)
    server = Server(
        "apps.config.server:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=settings.ENVIRONMENT.api_threads,
        respawn_failed_workers=False,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_dictconfig=settings.SERVER_LOGGING,
    )
    parent = os.getpid()
    os.register_at_fork(after_in_child=lambda: die_with_parent(parent) if os.getppid() == parent else None)
    server.serve()


def run_worker(*, bell: Bell, ends: Bell) -> None:
    """Run executions and the schedule until told to stop; running work ends in time or is handed back."""
    end_bell.hang(ends.ring)
    worker = Worker(concurrency=settings.ENVIRONMENT.worker_concurrency)

    def stop(*_: object) -> None:
        worker.stopping.set()
        bell.ring()

    signal.signal(signal.SIGTERM, stop)
    worker.start()
    threading.Thread(target=run_schedule, args=[worker.stopping], name="schedule", daemon=True).start()
    worker.serve(bell)
    worker.stop(grace=settings.SHUTDOWN_GRACE.total_seconds())
