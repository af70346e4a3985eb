"""Run everything on this machine."""

import fcntl
import gc
import os
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from apps.meta.embedded.start import import_application, know_own_address, migrate, wait_for_port
from apps.meta.supervision.part import Part
from apps.meta.supervision.supervisor import Supervisor
from apps.tools.bells import Bell

KILL_MARGIN = 5.0
"""Seconds beyond the grace time in which tools are killed and work is handed back."""


class Command(BaseCommand):
    """`manage.py serve`."""

    help = (
        "Set up, migrate and run the API, the worker and the scheduler; Ctrl-C stops them.\n\n"
        "Example: uv run manage.py serve --port 9000"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (127.0.0.1).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (8000).")

    def handle(self, *, host: str, port: int, **_: Any) -> None:
        """Hold the lock for as long as anything runs."""
        know_own_address(host, port)
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(settings.DATA_DIR / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Another serve runs on {settings.DATA_DIR}; set DATA_DIR for a second one."
            ) from None
        str(settings.SECRET_KEY)  # made now, or fails now
        wait_for_port(host, port)
        settings.EMBEDDED = True
        migrate(closing=(lock,), meanwhile=import_application)
        self._greet()
        from apps.meta.embedded.parts import EmbeddedWorker, run_api  # noqa: PLC0415 - imported meanwhile

        bell, news = Bell(), Bell()
        worker = EmbeddedWorker(bell=bell, news=news)
        parts = {
            "api": Part(partial(run_api, bell=bell, news=news, host=host, port=port)),
            "worker": Part(worker.run, worker.prepare, has_standby=True),
        }
        connections.close_all()
        # What lives now lives on in every part; a collection there would copy the pages they share.
        gc.collect()
        gc.freeze()
        grace = settings.SHUTDOWN_GRACE.total_seconds() + KILL_MARGIN
        Supervisor(parts, grace=grace, closing=(lock,)).run()

    def _greet(self) -> None:
        url = settings.PUBLIC_URL
        self.stdout.write(f"MagicToolbox runs at {url}, its documentation is at {url}/api/v1/docs")
        self.stdout.write("First account: uv run manage.py create_user YOU@EXAMPLE.COM --role administrator")
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()
