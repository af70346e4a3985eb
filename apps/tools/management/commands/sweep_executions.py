"""Free the executions of dead workers, and end those that no worker came to."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.tools.worker.sweep import sweep_executions


class Command(BaseCommand):
    """`manage.py sweep_executions`."""

    help = (
        "Free the executions whose worker is gone, and end those that no worker came to in time. Every "
        "worker does so each second; this is for when no worker runs.\n\n"
        "Example: manage.py sweep_executions --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and how to say it."""
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, *, dry_run: bool, as_json: bool, **_: Any) -> None:
        """Sweep once, all there is."""
        swept = sweep_executions(dry_run=dry_run, limit=None)
        if as_json:
            found = {"freed": swept.freed, "given_up": swept.given_up}
            keys = {kind: [str(execution.pk) for execution in some] for kind, some in found.items()}
            self.stdout.write(json.dumps(keys))
            return
        for execution in swept.freed:
            self.stdout.write(f"{execution.pk}  {execution.tool}  lost by {execution.worker}")
        for execution in swept.given_up:
            self.stdout.write(f"{execution.pk}  {execution.tool}  not begun in time")
        would = "would be " if dry_run else ""
        freed, given_up = len(swept.freed), len(swept.given_up)
        self.stdout.write(f"{freed} execution(s) {would}freed, {given_up} {would}given up.")
