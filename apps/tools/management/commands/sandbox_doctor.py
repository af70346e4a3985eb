"""Prove the sandbox from inside."""

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.tools.toolhost.doctor import Report, examine_sandbox
from apps.tools.toolhost.probes import Finding
from apps.tools.toolhost.zygote_process import ToolHostError
from apps.tools.worker.examination import known_secrets


class Command(BaseCommand):
    """`manage.py sandbox_doctor`."""

    help = (
        "Try to break out of the sandbox of a run, and say which walls held. Exits with 1 when one did not "
        "that the reached tier promises.\n\nExample: manage.py sandbox_doctor --json"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How to answer."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, *, as_json: bool, **_: Any) -> None:
        """Examine once."""
        try:
            report = examine_sandbox(
                secrets=known_secrets(),
                uid=settings.ENVIRONMENT.sandbox_uid,
                max_tier=settings.ENVIRONMENT.sandbox_max_tier,
            )
        except ToolHostError as error:
            raise CommandError(str(error)) from None
        if as_json:
            self.stdout.write(json.dumps(_document(report), indent=2))
        else:
            self._show(report)
        if report.broken:
            sys.exit(1)

    def _show(self, report: Report) -> None:
        for finding in report.findings:
            self.stdout.write(f"{_verdict(finding, tier=report.tier):6}  {finding.name}  ({finding.detail})")
        held = sum(finding.held for finding in report.findings)
        self.stdout.write(
            f"Tier {report.tier}: {held} of {len(report.findings)} attempts were stopped, "
            f"{len(report.broken)} of the others should have been."
        )


def _verdict(finding: Finding, *, tier: int) -> str:
    if finding.held:
        return "ok"
    return "FAILED" if finding.tier <= tier else "open"


def _document(report: Report) -> dict[str, Any]:
    return {
        "tier": report.tier,
        "ok": not report.broken,
        "findings": [finding.model_dump() for finding in report.findings],
    }
