"""Hold the files' rows and the storage's objects to each other."""

import json
import sys
from argparse import ArgumentTypeError
from collections import Counter
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.tools.services.verify_storage import Finding, Progress, verify_storage
from common.durations import parse_duration

LISTED = 1000
"""Findings in a JSON document; all are counted."""


class Command(BaseCommand):
    """`manage.py verify_storage`."""

    help = (
        "Hold every file's row to its object in the storage, and every object to its row: after a restore, "
        "or when a disk is in doubt. It says what is missing, what has another size or content, and what "
        "belongs to no file; with --repair lost and damaged files count as deleted (their downloads answer "
        "410), and what belongs to none is deleted. Ends with 1 while "
        "something is wrong. Everything may run meanwhile."
        "\n\nExample: manage.py verify_storage --checksums --repair"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to look at, what to do, and how to say it."""
        action = parser.add_mutually_exclusive_group()
        action.add_argument("--dry-run", action="store_true", help="Change nothing; the default.")
        action.add_argument("--repair", action="store_true", help="Put right what is found.")
        parser.add_argument("--checksums", action="store_true", help="Read every file, too.")
        parser.add_argument(
            "--older-than",
            type=_age,
            default="24h",
            metavar="AGE",
            help="Leave objects without a row that are younger, such as 24h: their row may follow.",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(
        self, *, repair: bool, checksums: bool, older_than: timedelta, as_json: bool, **_: Any
    ) -> None:
        """Verify once."""
        progress = Progress(tell=self._show if self.stderr.isatty() else lambda _: None)
        found: Counter[str] = Counter({"missing": 0, "wrong_size": 0, "wrong_content": 0, "orphan": 0})
        listed: list[Finding] = []
        for finding in verify_storage(
            repair=repair, checksums=checksums, older_than=older_than, progress=progress
        ):
            found[finding.problem] += 1
            if not as_json:
                self.stdout.write(f"{finding.problem:13}  {finding.key}  ({finding.detail})")
            elif len(listed) < LISTED:
                listed.append(finding)
        looked_at = {"objects": progress.objects, "files": progress.files}
        if as_json:
            findings = [asdict(finding) for finding in listed]
            answer = {**looked_at, "found": found, "repaired": repair, "findings": findings}
            self.stdout.write(json.dumps(answer, default=str))
        else:
            self.stdout.write(_summary(looked_at, found, repair=repair))
        if found.total() and not repair:
            sys.exit(1)

    def _show(self, progress: Progress) -> None:
        self.stderr.write(f"\r{progress.objects} objects, {progress.files} files", ending="")


def _age(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _summary(looked_at: dict[str, int], found: Counter[str], *, repair: bool) -> str:
    faults = ", ".join(f"{count} {problem}" for problem, count in found.items() if count)
    verdict = f"{faults}{' (repaired)' if repair else ''}" if faults else "all is as it should be"
    return f"{looked_at['objects']} object(s) and {looked_at['files']} file(s): {verdict}."
