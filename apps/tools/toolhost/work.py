"""What a child does within its walls: runs a tool, or verifies what one made."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from apps.tools.base import BaseTool, RunControls, ToolInput, ToolOutput, ToolRun
from apps.tools.toolhost import programs, protocol, sandbox
from apps.tools.toolhost.jobs import Fault, Job
from apps.tools.toolhost.protocol import ChildMessage, ClaimedFile, Done, Failed, Progress, Verified
from apps.tools.verification.check import OutputInvalidError, check_output

Work = Callable[[Path], ChildMessage]

PROGRESS_INTERVAL: Final = 0.1
MAX_RESULT: Final = protocol.MAX_CHILD_LINE // 2


def report(message: ChildMessage) -> None:
    """Write one line to the keeper."""
    protocol.write_line(sandbox.REPORT, protocol.child_messages.dump_json(message))


class ProgressReporter:
    """Passes progress on, ten times a second at most."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, fraction: float, message: str) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PROGRESS_INTERVAL
            report(Progress(fraction=fraction, message=message))


def process(tool: BaseTool[Any], job: Job) -> Work:
    """The work of running a tool: check the options, validate, process, clean up."""

    def work(workspace: Path) -> ChildMessage:
        try:
            options = tool.options_type.model_validate(job.options)
        except ValueError:
            detail = f"The options do not fit version {tool.version} of the tool '{tool.name}'."
            return Failed(fault=Fault("tool_error", detail))
        run = ToolRun(
            inputs=tuple(
                ToolInput(
                    role=source.role,
                    path=_as_seen(source.path, job=job, workspace=workspace),
                    name=source.name,
                    format=source.format,
                    size=source.size,
                )
                for source in job.inputs
            ),
            options=options,
            workspace=workspace,
            controls=RunControls(report=ProgressReporter(), execute=programs.execute),
        )
        try:
            tool.validate(run)
            output = tool.process(run)
        finally:
            tool.cleanup(run)
        return _done(output, workspace=workspace)

    return work


def _as_seen(path: Path, *, job: Job, workspace: Path) -> Path:
    inside = path.is_relative_to(job.workspace)
    return workspace / path.relative_to(job.workspace) if inside else path


def _done(output: ToolOutput, *, workspace: Path) -> ChildMessage:
    files = tuple(
        ClaimedFile(
            path=os.path.relpath(workspace / file.path, workspace),
            format=file.format,
            name=file.name,
            claims=dict(file.claims),
            verbatim=file.verbatim,
        )
        for file in output.files
    )
    result = output.result.model_dump(mode="json") if output.result else None
    done = Done(files=files, result=result, notes=output.notes)
    if len(protocol.child_messages.dump_json(done)) > MAX_RESULT:
        return Failed(fault=Fault("tool_error", f"The tool's result is larger than {MAX_RESULT} bytes."))
    return done


def verify(files: tuple[ClaimedFile, ...]) -> Work:
    """The work of checking outputs against what the tool claims about them."""

    def work(workspace: Path) -> ChildMessage:
        try:
            details = tuple(
                check_output(
                    workspace / file.path, format=file.format, claims=file.claims, verbatim=file.verbatim
                )
                for file in files
            )
        except OutputInvalidError as error:
            return Failed(fault=Fault("output_invalid", str(error)))
        return Verified(details=details)

    return work
