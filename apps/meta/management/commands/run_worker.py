"""Run executions here, for an API that runs elsewhere."""

import gc
from functools import partial
from importlib import import_module
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from apps.meta.supervision.part import Part
from apps.meta.supervision.supervisor import Supervisor
from apps.tools.registry import get_tool_registry
from apps.tools.tasks import prepare_worker

KILL_MARGIN = 10.0
"""Seconds beyond the grace time in which tools are killed, work is handed back and Celery ends."""


class Command(BaseCommand):
    """`manage.py run_worker`."""

    help = (
        "Run executions until a signal stops it: a Celery worker, with another one standing by "
        "that takes its place at once when it is killed.\n\n"
        "Example: WORKER_CONCURRENCY=4 uv run manage.py run_worker --name files@%h"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What Celery calls it."""
        parser.add_argument(
            "--name", default="celery@%h", help="What Celery calls it; %%h is this host (celery@%%h)."
        )

    def handle(self, *, name: str, **_: Any) -> None:
        """Load everything once, then let the parts share it."""
        get_tool_registry()
        import_module("celery.apps.worker")
        connections.close_all()
        gc.collect()
        gc.freeze()
        parts = {"worker": Part(partial(_run_celery, name), prepare_worker, has_standby=True, may_end=True)}
        Supervisor(parts, grace=settings.SHUTDOWN_GRACE.total_seconds() + KILL_MARGIN).run()


def _run_celery(name: str) -> None:
    quietly = ("--without-gossip", "--without-mingle")
    current_app.worker_main(["worker", "--pool", "threads", *quietly, "--hostname", name])
