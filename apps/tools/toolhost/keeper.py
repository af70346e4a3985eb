"""The keeper of a run: runs the tool in one child, verifies its outputs in another, answers the host."""

import os
import socket
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals
from typing import Any, Final, NoReturn

from apps.tools.base import BaseTool
from apps.tools.registry import ToolRegistry, UnknownToolError
from apps.tools.toolhost import child, faults, kernel, names, privileges, processes, protocol, workspaces
from apps.tools.toolhost.jobs import Fault, Job, Outcome, ProducedFile
from apps.tools.toolhost.kept import KeptChild
from apps.tools.toolhost.protocol import ClaimedFile, Done, Ended, Failed, Progress, Verified
from apps.tools.toolhost.sandbox import Confinement, Walls
from apps.tools.toolhost.watch import Watch

PROGRESS_INTERVAL: Final = 0.05
ANSWER_SECONDS: Final = 30.0
LOG_IN_EXIT_INFO: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a zygote gives to all its keepers."""

    registry: ToolRegistry
    confinement: Confinement
    readable: tuple[Path, ...]
    first_uid: int | None
    zygote: int


def keep(house: House, connection: socket.socket) -> NoReturn:
    """Serve the one run whose job comes over this connection, then end; called right after the fork."""
    try:
        os.setsid()
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        connection.settimeout(ANSWER_SECONDS)
        with connection.makefile("rb") as lines:
            job = protocol.jobs.validate_json(lines.readline(protocol.MAX_KEEPER_LINE))
        outcome = Run(house=house, job=job, connection=connection).outcome()
        connection.settimeout(ANSWER_SECONDS)
        connection.sendall(protocol.keeper_messages.dump_json(Ended(outcome=outcome)) + b"\n")
    except OSError:
        pass  # the host is gone, and with it whom to answer; the run was ended before
    finally:
        os._exit(0)


@dataclass(slots=True, kw_only=True)
class Run:
    """One job from its options to its verified files."""

    house: House
    job: Job
    connection: socket.socket
    _started: float = field(default_factory=time.monotonic)
    _children: list[KeptChild] = field(default_factory=list)
    _next_progress: float = 0.0

    def outcome(self) -> Outcome:
        """Run and verify; whatever goes wrong is a fault."""
        try:
            tool = self.house.registry.get(self.job.tool)
        except UnknownToolError:
            return self._failed(Fault("tool_error", f"The tool host has no tool named '{self.job.tool}'."))
        self.job = workspaces.prepare_workspace(self.job, uid=self._uid, copy_inputs=self._must_copy_inputs)
        ran = self._run_child(child.process(tool, self.job), tool=tool)
        if ran.killed or ran.fault:
            return self._failed(ran.fault)
        if not isinstance(ran.message, Done):
            return self._failed(
                ran.message.fault if isinstance(ran.message, Failed) else faults.policy_fault()
            )
        done = ran.message
        if reason := self._refusal(done, tool=tool):
            return self._failed(Fault("output_invalid", reason))
        if not done.files:
            return Outcome(result=done.result, notes=done.notes, exit_info=self._exit_info())
        return self._verified(done, tool=tool)

    def _verified(self, done: Done, *, tool: BaseTool[Any]) -> Outcome:
        checked = self._run_child(child.verify(done.files), tool=tool)
        if checked.killed:
            return self._failed(None)
        if isinstance(checked.message, Failed) and checked.message.fault.code == "output_invalid":
            return self._failed(checked.message.fault)
        verdict = checked.message
        if checked.fault or not isinstance(verdict, Verified) or len(verdict.details) != len(done.files):
            return self._failed(Fault("output_invalid", "The tool's output could not be verified."))
        files = self._produced(done.files, details=verdict.details)
        return Outcome(files=files, result=done.result, notes=done.notes, exit_info=self._exit_info())

    def _produced(
        self, claimed: tuple[ClaimedFile, ...], *, details: tuple[dict[str, float], ...]
    ) -> tuple[ProducedFile, ...]:
        titles = names.output_names(
            [(file.name, file.format) for file in claimed],
            first_input=self.job.inputs[0].name if self.job.inputs else "",
            output_name=self.job.output_name,
        )
        return tuple(
            ProducedFile(
                path=self.job.workspace / file.path,
                name=title,
                format=file.format,
                size=(self.job.workspace / file.path).stat().st_size,
                details=found,
            )
            for file, title, found in zip(claimed, titles, details, strict=True)
        )

    def _refusal(self, done: Done, *, tool: BaseTool[Any]) -> str | None:
        """Why the outputs cannot be handed out, judged by their names and kinds; no byte is read here."""
        if not done.files and done.result is None:
            return "The tool ended without an output."
        for file in done.files:
            if file.format not in tool.output_formats:
                return f"The tool made a file of a format that it does not declare: '{file.format}'."
            if not _is_inside(self.job.workspace / file.path, workspace=self.job.workspace):
                return f"The tool named a {file.format} output that is not a file of its own."
        return None

    def _run_child(self, work: child.Work, *, tool: BaseTool[Any]) -> KeptChild:
        allowed = tool.limits.processes
        if self._uid is None:
            allowed += processes.threads_of_user(os.getuid())
        kept = KeptChild(
            walls=Walls(
                confinement=self.house.confinement,
                readable=(*self.house.readable, *(source.path for source in self.job.inputs)),
                workspace=self.job.workspace,
                uid=self._uid,
                limits=tool.limits,
                processes=allowed,
            ),
            watch=Watch(limits=tool.limits, workspace=self.job.workspace),
            run_socket=self.connection,
            zygote=self.house.zygote,
            on_progress=self._pass_on,
        )
        self._children.append(kept)
        kept.run(work)
        return kept

    @property
    def _must_copy_inputs(self) -> bool:
        """Without Landlock a run could write to its inputs; without the capability it could not read them."""
        if not self.house.confinement.landlock:
            return True
        return self._uid is not None and not privileges.may_read_all()

    @property
    def _uid(self) -> int | None:
        first = self.house.first_uid
        return None if first is None else privileges.run_uid(first, keeper=os.getpid())

    def _pass_on(self, progress: Progress) -> None:
        """Never wait for the host here: a limit may be due meanwhile."""
        now = time.monotonic()
        if now < self._next_progress and progress.fraction < 1:
            return
        self._next_progress = now + PROGRESS_INTERVAL
        line = protocol.keeper_messages.dump_json(progress) + b"\n"
        try:
            self.connection.send(line, socket.MSG_DONTWAIT)
        except OSError:
            return

    def _failed(self, fault: Fault | None) -> Outcome:
        """Without a fault it was killed."""
        return Outcome(fault=fault, killed=fault is None, exit_info=self._exit_info())

    def _exit_info(self) -> dict[str, Any]:
        first = self._children[0] if self._children else None
        signal = os.WTERMSIG(first.status) if first and os.WIFSIGNALED(first.status) else None
        log = b"".join(bytes(kept.log) for kept in self._children)[-LOG_IN_EXIT_INFO:]
        return {
            "signal": signal and Signals(signal).name,
            "cpu_ms": round(sum(kept.cpu_seconds for kept in self._children) * 1000),
            "wall_ms": round((time.monotonic() - self._started) * 1000),
            "max_rss_mb": max((kept.max_memory_kb for kept in self._children), default=0) // 1024,
            "tier": self.house.confinement.tier,
            "log": log.decode(errors="replace"),
        }


def _is_inside(path: Path, *, workspace: Path) -> bool:
    """Whether this is a regular file whose real place is in the workspace."""
    try:
        regular = stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False
    return regular and path.resolve().is_relative_to(workspace.resolve())
