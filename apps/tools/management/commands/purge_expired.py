"""Delete what has outlived its time."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.tools.services.purge_expired_events import purge_expired_events
from apps.tools.services.purge_expired_files import purge_expired_files
from apps.tools.services.purge_expired_records import purge_expired_records
from apps.tools.services.purge_webhook_deliveries import purge_webhook_deliveries


class Command(BaseCommand):
    """`manage.py purge_expired`."""

    help = (
        "Delete the bytes of files that are older than FILE_RETENTION, the events of executions that ended "
        "longer than EVENT_RETENTION ago, and the records of those that ended longer than RECORD_RETENTION "
        "ago. Nothing goes that an execution still needs. The scheduler does the same; any number may run at "
        "once, at any time.\n\nExample: manage.py purge_expired --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and how to say it."""
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be deleted.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, *, dry_run: bool, as_json: bool, **_: Any) -> None:
        """Purge once."""
        files = purge_expired_files(dry_run=dry_run, on_progress=self._progress("files"))
        events = purge_expired_events(dry_run=dry_run, on_progress=self._progress("events"))
        records = purge_expired_records(dry_run=dry_run, on_progress=self._progress("records"))
        deliveries = purge_webhook_deliveries(dry_run=dry_run)
        if as_json:
            rest = {"events": events, "webhook_deliveries": deliveries}
            self.stdout.write(json.dumps({**asdict(files), **rest, **asdict(records)}))
            return
        done = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"{files.files} file(s) with {files.bytes} bytes {done}.")
        self.stdout.write(f"{events} event(s) of ended executions {done}.")
        self.stdout.write(f"{records.executions} execution(s) and {records.batches} batch(es) {done}.")
        self.stdout.write(f"{records.file_records} record(s) of deleted files {done}.")
        self.stdout.write(f"{deliveries} webhook delivery(s) {done}.")
        if files.abandoned_uploads:
            self.stdout.write(f"{files.abandoned_uploads} abandoned upload(s) deleted.")

    def _progress(self, what: str) -> Callable[[int], None]:
        """On a terminal only."""
        if not self.stderr.isatty():
            return lambda _: None
        return lambda count: self.stderr.write(f"\r{count} {what}…\x1b[K\r", ending="")
