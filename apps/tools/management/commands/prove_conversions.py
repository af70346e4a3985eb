"""`manage.py prove_conversions`: run what the tools promise, and write down what holds."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.tools.proving.overview import OVERVIEW_FILE, render
from apps.tools.proving.proofs import (
    Pair,
    built_in_tools,
    declared_pairs,
    pair_of,
    read_proofs,
    record_proofs,
)
from apps.tools.proving.prover import prove_all
from apps.tools.registry import Tool
from apps.tools.toolhost.host import ToolHost

Failure = tuple[Pair, str]


class Command(BaseCommand):
    """Prove the conversions of the built-in tools; only proven ones are advertised."""

    help = (
        "Run the conversions that the built-in tools declare through the tool host, read the results with "
        "another library, and write what holds to apps/tools/proofs.json and docs/formats.md. "
        "Pairs proven before are skipped, so an interrupted run goes on where it stopped.\n\n"
        "Example: manage.py prove_conversions --tool image-convert --since 2026-11-01"
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tool", help="only this tool's conversions")
        parser.add_argument("--pair", nargs=2, metavar=("SOURCE", "TARGET"), help="only this conversion")
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            default=date.min,
            help="prove again what was last proven by then (YYYY-MM-DD)",
        )
        parser.add_argument("--check", action="store_true", help="prove nothing, fail if a proof is missing")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, **options: Any) -> None:
        tools = built_in_tools()
        if options["tool"] and options["tool"] not in tools:
            raise CommandError(
                f"No built-in tool is named '{options['tool']}'. There are: {', '.join(tools)}."
            )
        chosen = [
            pair
            for pair in sorted(declared_pairs(tools.values()))
            if options["tool"] in {None, pair.tool} and options["pair"] in (None, [pair.source, pair.target])
        ]
        if not chosen:
            raise CommandError("No built-in tool declares such a conversion.")
        proofs = read_proofs()
        due = [pair for pair in chosen if proofs.get(str(pair), date.min) <= options["since"]]
        unproven = [(pair, "not proven yet") for pair in due] if options["check"] else self._prove(due, tools)
        self._report(unproven, total=len(chosen), as_json=options["json"])

    def _prove(self, due: list[Pair], tools: dict[str, Tool]) -> list[Failure]:
        proven: list[Pair] = []
        failures: list[Failure] = []
        host = ToolHost()
        host.start()
        try:
            for pair, problem in prove_all(due, tools=tools, host=host):
                if problem:
                    failures.append((pair, problem))
                else:
                    proven.append(pair)
                if self.stderr.isatty():
                    self.stderr.write(f"\r{len(proven) + len(failures)} of {len(due)}", ending="")
        finally:
            host.stop()
            failed = (pair for pair, _ in failures)
            record_proofs(proven=proven, failed=failed, declared=declared_pairs(tools.values()))
            OVERVIEW_FILE.write_text(render(map(pair_of, read_proofs()), tools=tools))
        return failures

    def _report(self, failures: list[Failure], *, total: int, as_json: bool) -> None:
        if as_json:
            rows = [
                {"tool": pair.tool, "source": pair.source, "target": pair.target, "problem": problem}
                for pair, problem in failures
            ]
            self.stdout.write(json.dumps({"proven": total - len(failures), "failures": rows}, indent=2))
        else:
            width = max((len(str(pair)) for pair, _ in failures), default=0)
            for pair, problem in failures:
                self.stdout.write(f"{pair!s:<{width}}  {problem}")
            self.stdout.write(f"{total - len(failures)} of {total} conversions are proven.")
        if failures:
            raise CommandError(f"{len(failures)} conversions are not proven.")
