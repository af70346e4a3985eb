"""The parts of the embedded product: the API, and the worker with the scheduler in it."""

import multiprocessing
import os
import signal
import threading

from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server

from apps.meta.supervision.processes import die_with_parent
from apps.tools.bells import Bell, doorbell, news_bell
from apps.tools.periodic import run_schedule
from apps.tools.streams import listening
from apps.tools.worker import Worker

MOST_REQUESTS = 16_384
"""Waits and streams are requests too, and cost no thread."""
KILL_AFTER = 5
"""Seconds that granian waits for requests that go on at a stop."""


def run_api(*, bell: Bell, news: Bell, host: str, port: int) -> None:
    """Serve the API until told to stop, or until its server process is lost."""
    multiprocessing.set_start_method("fork", force=True)  # granian's worker inherits Django and the bells
    doorbell.hang(bell.ring)
    news_bell.hang(news.ring)
    listening.hang(news)
    server = Server(
        "apps.config.server:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        backpressure=MOST_REQUESTS,
        respawn_failed_workers=False,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_dictconfig=settings.SERVER_LOGGING,
    )
    parent = os.getpid()
    os.register_at_fork(after_in_child=lambda: die_with_parent(parent) if os.getppid() == parent else None)
    server.serve()


class EmbeddedWorker:
    """Runs executions and the schedule."""

    def __init__(self, *, bell: Bell, news: Bell) -> None:
        self._bell = bell
        self._news = news
        self._worker: Worker | None = None

    def prepare(self) -> None:
        """Do what takes long."""
        self._worker = Worker(concurrency=settings.ENVIRONMENT.worker_concurrency)
        self._worker.prepare()

    def run(self) -> None:
        """Work until told to stop; what runs then ends in time or is handed back."""
        worker = self._worker
        assert worker is not None  # noqa: S101 - `prepare` came first
        news_bell.hang(self._news.ring)

        def stop(*_: object) -> None:
            worker.stopping.set()
            self._bell.ring()

        signal.signal(signal.SIGTERM, stop)
        worker.start()
        threading.Thread(target=run_schedule, args=[worker.stopping], name="schedule", daemon=True).start()
        worker.serve(self._bell)
        worker.stop(grace=settings.SHUTDOWN_GRACE.total_seconds())
