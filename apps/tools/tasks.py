"""Celery's entry points: a message makes a worker look, and Celery's process gets a worker to look with."""

import threading
from typing import Any

from celery import bootsteps, shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from apps.tools.bells import Bell
from apps.tools.worker import Worker

_worker: Worker | None = None


@shared_task(name="tools.run_next", ignore_result=True)
def run_next_task() -> None:
    """Run what is claimable; the message itself carries nothing."""
    if _worker is not None:
        _worker.run_available()


def announce() -> None:
    """Publish one message; raises what the broker's client raises."""
    run_next_task.apply_async(retry=False)


def prepare_worker() -> None:
    """Do before Celery starts what takes long; its worker has as many slots as the environment says."""
    global _worker  # noqa: PLW0603 - one worker a process
    _worker = Worker(concurrency=settings.ENVIRONMENT.worker_concurrency)
    _worker.prepare()


class WorkerStep(bootsteps.StartStopStep):
    """Gives this Celery process its worker: there before any message, gone before the pool waits for runs."""

    requires = ("celery.worker.components:Pool",)

    def start(self, parent: Any) -> None:
        """Start it with as many slots as Celery has threads."""
        global _worker  # noqa: PLW0603 - one worker a process
        _worker = _worker or Worker(concurrency=parent.concurrency)
        _worker.start()
        threading.Thread(target=_worker.serve, args=[Bell()], name="catch-up", daemon=True).start()

    def stop(self, parent: Any) -> None:  # noqa: ARG002 - Celery's signature
        """Celery waits for its tasks without end; ours end within the grace time, or hand back."""
        _stop_worker()

    terminate = stop


@worker_shutting_down.connect
def stop_worker_at_once(**_: object) -> None:
    """Celery stops its steps one by one, and a silent broker may hold up the first."""
    threading.Thread(target=_stop_worker, name="stop").start()


def _stop_worker() -> None:
    if _worker is not None:
        _worker.stop(grace=settings.SHUTDOWN_GRACE.total_seconds())
