"""The sandboxed child: runs a tool, or verifies what it produced, and says so on its report descriptor."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from apps.tools.base import BaseTool, InvalidInputError, RunControls, ToolInput, ToolOutput, ToolRun
from apps.tools.toolhost import programs, protocol, sandbox
from apps.tools.toolhost.faults import exception_fault, memory_fault, sandbox_fault
from apps.tools.toolhost.jobs import Fault, Job
from apps.tools.toolhost.protocol import ChildMessage, ClaimedFile, Done, Failed, Progress, Verified
from apps.tools.toolhost.sandbox import Walls
from apps.tools.verification.check import OutputInvalidError, check_output

Work = Callable[[Path], ChildMessage]

PROGRESS_INTERVAL: Final = 0.1
MAX_RESULT: Final = protocol.MAX_CHILD_LINE // 2
NO_MEMORY: Final = 71
"""The exit status of a child that had no memory left to say so."""
OWN_WORKSPACE: Final = Path("/proc/self/cwd")
"""What a run calls its workspace when its user may not pass the directories above it."""


def run_child(work: Work, *, walls: Walls, keeper: int) -> NoReturn:
    """Enter the sandbox, do the work and end; called right after the fork."""
    status, child = 1, os.getpid()
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, _end_in_order)
        entered = _enter(walls, keeper=keeper)
        message = _outcome_of(work, walls=walls) if entered else Failed(fault=sandbox_fault())
        if os.getpid() == child:  # and not what a tool forked, which has no say
            report(message)
        status = 0
    except MemoryError:
        status = NO_MEMORY
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_in_order(number: int, _frame: FrameType | None) -> NoReturn:
    """Let the tool clean up when its time is over; the keeper has noted why."""
    sys.exit(number)


def _enter(walls: Walls, *, keeper: int) -> bool:
    try:
        sandbox.enter(walls)
        # After the change of user, which forgets it.
        sandbox.die_with(keeper)
    except Exception:  # noqa: BLE001 - whatever failed, nothing may run without its walls
        traceback.print_exc()
        return False
    return True


def _outcome_of(work: Work, *, walls: Walls) -> ChildMessage:
    try:
        return work(_workspace_name(walls))
    except MemoryError:
        pass  # the answer is made when the frames of the tool, and what they hold, are gone
    except BaseException as error:  # noqa: BLE001 - a tool, or SIGTERM within it, may raise anything
        if not isinstance(error, InvalidInputError):
            traceback.print_exc()
        return Failed(fault=exception_fault(error, limits=walls.limits))
    return Failed(fault=memory_fault(walls.limits))


def _workspace_name(walls: Walls) -> Path:
    workspace = walls.workspace or OWN_WORKSPACE
    name = workspace if os.access(workspace, os.X_OK) else OWN_WORKSPACE
    os.environ.clear()
    os.environ.update(sandbox.environment(str(name)))
    return name


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
                check_output(workspace / file.path, format=file.format, claims=file.claims) for file in files
            )
        except OutputInvalidError as error:
            return Failed(fault=Fault("output_invalid", str(error)))
        return Verified(details=details)

    return work
