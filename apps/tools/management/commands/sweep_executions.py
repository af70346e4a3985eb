"""Free the executions of dead workers."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.tools.worker.sweep import sweep_executions


class Command(BaseCommand):
    """`manage.py sweep_executions`."""

    help = (
        "Free the executions whose worker is gone. Every worker does so each second; this is for "
        "when no worker runs.\n\nExample: manage.py sweep_executions --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and how to say it."""
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be freed.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, *, dry_run: bool, as_json: bool, **_: Any) -> None:
        """Sweep once."""
        freed = sweep_executions(dry_run=dry_run)
        if as_json:
            self.stdout.write(json.dumps({"freed": [str(execution.pk) for execution in freed]}))
            return
        for execution in freed:
            self.stdout.write(f"{execution.pk}  {execution.tool}  lost by {execution.worker}")
        self.stdout.write(f"{len(freed)} execution(s) {'would be freed' if dry_run else 'freed'}.")
