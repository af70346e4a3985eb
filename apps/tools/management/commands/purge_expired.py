"""Delete what has outlived its time."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.tools.services.purge_expired_files import purge_expired_files
from apps.tools.services.purge_expired_records import purge_expired_records


class Command(BaseCommand):
    """`manage.py purge_expired`."""

    help = (
        "Delete the bytes of files that are older than FILE_RETENTION, and the records of executions that "
        "are older than RECORD_RETENTION.\n\nExample: manage.py purge_expired --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and how to say it."""
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be deleted.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, *, dry_run: bool, as_json: bool, **_: Any) -> None:
        """Purge once."""
        purged = purge_expired_files(dry_run=dry_run)
        records = purge_expired_records(dry_run=dry_run)
        if as_json:
            self.stdout.write(json.dumps({**asdict(purged), "executions": records}))
            return
        done = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"{purged.files} file(s) with {purged.bytes} bytes {done}.")
        self.stdout.write(f"{records} execution(s) {done}.")
        if purged.abandoned_uploads:
            self.stdout.write(f"{purged.abandoned_uploads} abandoned upload(s) deleted.")
