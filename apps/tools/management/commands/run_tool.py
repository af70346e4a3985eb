"""Run a tool on local files, with no server, database or DATA_DIR."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.tools.base import BaseTool, InvalidInputError, ToolFailedError, ToolOptions
from apps.tools.inputs import InputRefusedError
from apps.tools.management.local_files import LocalFileError, assign_roles, bring_back, stage
from apps.tools.management.option_values import BadOptionError, read_options
from apps.tools.registry import UnknownToolError, get_tool_registry
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.inline import run_inline
from apps.tools.toolhost.jobs import Fault, Job, JsonObject, Outcome
from apps.tools.toolhost.workspaces import remove_workspace
from apps.tools.toolhost.zygote_process import ToolHostError

RUN_FAILED, WRONG_USE = 1, 2


class Command(BaseCommand):
    """`manage.py run_tool`."""

    help = (
        "Run a tool on local files in the sandbox, without a server. Exits with 1 when the run failed, "
        "with 2 when it was not begun.\n\n"
        "Example: manage.py run_tool image-convert photo.heic --option output_format=jpg"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The tool, its files, its options, and where the outputs go."""
        parser.add_argument("tool", help="Name or alias; `manage.py list_tools` shows them.")
        parser.add_argument("files", nargs="*", help="Files for the tool's first input.")
        parser.add_argument(
            "--role", action="append", default=[], metavar="ROLE=FILE", help="A file for another input."
        )
        parser.add_argument(
            "--option", action="append", default=[], metavar="KEY=VALUE", help="An option; repeatable."
        )
        parser.add_argument(
            "--options-json", default="{}", metavar="JSON", help="Options as one JSON object."
        )
        parser.add_argument("--output", type=Path, default=Path(), metavar="DIR", help="Where outputs go.")
        parser.add_argument("--name", default="", help="What the outputs are called.")
        parser.add_argument("--force", action="store_true", help="Overwrite files instead of numbering.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, **arguments: Any) -> None:
        """Run it."""
        tool = _find_tool(arguments["tool"])
        try:
            options = read_options(
                tool.options_type, assignments=arguments["option"], document=arguments["options_json"]
            )
            outcome, paths = self._run(tool, options, arguments)
        except (BadOptionError, LocalFileError, InputRefusedError, ToolHostError) as error:
            raise CommandError(str(error), returncode=WRONG_USE) from None
        self._answer(outcome, paths, as_json=arguments["as_json"])

    def _run(
        self, tool: BaseTool[Any], options: JsonObject, arguments: dict[str, Any]
    ) -> tuple[Outcome, list[Path]]:
        workspace = Path(tempfile.mkdtemp(prefix="run-tool-"))
        environment = settings.ENVIRONMENT
        host = ToolHost(
            uid=environment.sandbox_uid, workspaces=workspace, max_tier=environment.sandbox_max_tier
        )
        try:
            files = assign_roles(tool, files=arguments["files"], assignments=arguments["role"])
            inputs = stage(tool, files, workspace=workspace)
            if tool.inline:
                return _run_inline(tool, tool.options_type.model_validate(options)), []
            job = Job(
                tool=tool.name,
                options=options,
                inputs=inputs,
                workspace=workspace,
                output_name=arguments["name"],
            )
            outcome = host.launch(job).wait(self._show_progress)
            self._end_progress()
            return outcome, bring_back(
                outcome.files, folder=arguments["output"], overwrite=arguments["force"]
            )
        finally:
            host.stop()
            remove_workspace(workspace)

    def _show_progress(self, fraction: float, message: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{fraction:4.0%} {message}", ending="")

    def _end_progress(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")

    def _answer(self, outcome: Outcome, paths: list[Path], *, as_json: bool) -> None:
        fault = outcome.fault
        if as_json:
            self.stdout.write(json.dumps(_document(outcome, paths), ensure_ascii=False, indent=2))
            if fault:
                sys.exit(RUN_FAILED)
            return
        if fault:
            raise CommandError(f"{fault.code}: {fault.detail}", returncode=RUN_FAILED)
        for path in paths:
            self.stdout.write(str(path))
        if outcome.result is not None:
            self.stdout.write(json.dumps(outcome.result, ensure_ascii=False, indent=2))
        for note in outcome.notes:
            self.stderr.write(note)


def _find_tool(name: str) -> BaseTool[Any]:
    try:
        tool = get_tool_registry().get(name)
    except UnknownToolError as error:
        hint = f" Did you mean '{error.suggestion}'?" if error.suggestion else ""
        message = f"No tool is named '{name}'.{hint} `manage.py list_tools` shows them all."
        raise CommandError(message, returncode=WRONG_USE) from None
    if reason := tool.unavailable_reason():
        raise CommandError(f"The tool '{tool.name}' cannot run here. {reason}", returncode=WRONG_USE)
    return tool


def _run_inline(tool: BaseTool[Any], options: ToolOptions) -> Outcome:
    try:
        output = run_inline(tool, options)
    except InvalidInputError as error:
        return Outcome(fault=Fault(error.code, str(error)))
    except ToolFailedError as error:
        return Outcome(fault=Fault("tool_error", str(error)))
    return Outcome(
        result=output.result.model_dump(mode="json") if output.result else None, notes=output.notes
    )


def _document(outcome: Outcome, paths: list[Path]) -> dict[str, Any]:
    return {
        "files": [
            {"path": str(path), "format": file.format, "size": file.size, "details": file.details}
            for path, file in zip(paths, outcome.files, strict=True)
        ],
        "result": outcome.result,
        "notes": outcome.notes,
        "error": {"code": outcome.fault.code, "detail": outcome.fault.detail} if outcome.fault else None,
        "exit_info": outcome.exit_info,
    }
