"""What happens by itself, and how often: run by the embedded worker, or by Celery's beat."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import connections
from loguru import logger

from apps.tools.services.purge_expired_events import purge_expired_events
from apps.tools.services.purge_expired_files import purge_expired_files
from apps.tools.services.purge_expired_records import purge_expired_records
from apps.tools.services.purge_webhook_deliveries import purge_webhook_deliveries
from apps.tools.services.remove_orphans import remove_orphans
from apps.tools.worker.sweep import sweep_executions


@dataclass(frozen=True, slots=True)
class Periodic:
    """A service that is safe to run at any time, by several processes at once."""

    name: str
    run: Callable[[], object]
    every: timedelta


def _clear_sessions() -> None:
    call_command("clearsessions")


SCHEDULE = (
    Periodic("tools.sweep_executions", sweep_executions, timedelta(seconds=30)),
    Periodic("tools.purge_expired_files", purge_expired_files, timedelta(minutes=5)),
    Periodic("tools.purge_expired_events", purge_expired_events, timedelta(hours=1)),
    Periodic("tools.purge_expired_records", purge_expired_records, timedelta(hours=1)),
    Periodic("tools.purge_webhook_deliveries", purge_webhook_deliveries, timedelta(hours=1)),
    Periodic("tools.remove_orphans", remove_orphans, timedelta(days=1)),
    Periodic("iam.clear_sessions", _clear_sessions, timedelta(days=1)),
)


def run_schedule(stopping: threading.Event) -> None:
    """Run each service when its time comes, the first time soon after the start, until told to stop."""
    due = {job: time.monotonic() + random.uniform(1, 30) for job in SCHEDULE}  # noqa: S311 - spreads the load
    while not stopping.wait(max(min(due.values()) - time.monotonic(), 0)):
        job = min(due, key=due.__getitem__)
        due[job] = time.monotonic() + job.every.total_seconds()
        try:
            job.run()
        except Exception:  # noqa: BLE001 - the next time may be better, and the others must go on
            logger.exception("The scheduled service '{}' failed", job.name)
        finally:
            connections.close_all()
