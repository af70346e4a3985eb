"""Celery's entry points: a message makes a worker look, and Celery's process gets a worker to look with."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_shutdown, worker_shutting_down
from django.conf import settings

from apps.tools.worker import Bell, Worker

_worker: Worker | None = None


@shared_task(name="tools.run_next", ignore_result=True)
def run_next_task() -> None:
    """Run what is claimable; the message itself carries nothing."""
    if _worker is not None:
        _worker.run_available()


def announce() -> None:
    """Publish one message; raises what the broker's client raises."""
    run_next_task.apply_async(retry=False)


@worker_init.connect
def start_worker(sender: Any, **_: object) -> None:
    """Give this Celery process its worker, as many slots as Celery has threads."""
    global _worker  # noqa: PLW0603 - one worker a process, made by Celery's own signal
    _worker = Worker(concurrency=sender.concurrency or settings.ENVIRONMENT.worker_concurrency)
    _worker.start()
    threading.Thread(target=_worker.serve, args=[Bell()], name="catch-up", daemon=True).start()


@worker_shutting_down.connect
def drain_worker(**_: object) -> None:
    """Celery waits for its tasks without end; ours end within the grace time, or hand back."""
    if _worker is not None:
        grace = settings.SHUTDOWN_GRACE.total_seconds()
        threading.Thread(target=_worker.stop, kwargs={"grace": grace}, name="drain").start()


@worker_shutdown.connect
def wait_for_worker(**_: object) -> None:
    """Let the drain finish before the process ends."""
    for thread in threading.enumerate():
        if thread.name == "drain":
            thread.join()
