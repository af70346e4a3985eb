"""The keeper of a run: runs the tool in one child, verifies its outputs in another, answers the host.

It and both children are forked before the run is known: forking, and copying the pages that Python touches,
takes longer than many a run.
"""

import os
import socket
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn

from apps.tools.base import BaseTool, MiB
from apps.tools.registry import UnknownToolError
from apps.tools.toolhost import faults, kernel, outputs, privileges, processes, protocol
from apps.tools.toolhost.house import House
from apps.tools.toolhost.jobs import Fault, Job, Outcome
from apps.tools.toolhost.kept import KeptChild
from apps.tools.toolhost.protocol import ClaimedFile, Done, Ended, Failed, Order, Progress, Verified
from apps.tools.toolhost.rehearsal import rehearse_keeping
from apps.tools.toolhost.workspaces import is_crowded_out, prepare_workspace

PROGRESS_INTERVAL: Final = 0.05
MAX_MESSAGE: Final = 200
ANSWER_SECONDS: Final = 30.0
LOG_IN_EXIT_INFO: Final = 4096


def wait_for_run(house: House, channel: socket.socket) -> NoReturn:
    """Fork the children of a run ahead, then keep the one run whose connection comes over the channel.

    Called right after the fork from the zygote; the end of the channel is the end.
    """
    try:
        os.setsid()
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        runner, verifier = KeptChild(house), KeptChild(house)
        runner.start()
        verifier.start()
        rehearse_keeping()
        message, descriptors, _, _ = socket.recv_fds(channel, protocol.READ_SIZE, 1)
        channel.close()
        if message:
            with socket.socket(fileno=descriptors[0]) as connection:
                _keep(house, connection, runner=runner, verifier=verifier)
    except Exception:  # noqa: BLE001 - the host sees the end of the connection, operators see this
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def _keep(house: House, connection: socket.socket, *, runner: KeptChild, verifier: KeptChild) -> None:
    try:
        connection.settimeout(ANSWER_SECONDS)
        with connection.makefile("rb") as lines:
            line = lines.readline(protocol.MAX_KEEPER_LINE)
        if not line:
            return
        connection.setblocking(False)  # noqa: FBT003 - the standard library's signature
        job = protocol.jobs.validate_json(line)
        run = Run(house=house, job=job, connection=connection, runner=runner, verifier=verifier)
        answer = protocol.keeper_messages.dump_json(Ended(outcome=run.outcome()))
        connection.settimeout(ANSWER_SECONDS)
        connection.sendall(answer + b"\n")
    except (ConnectionError, TimeoutError):
        pass  # the host is gone, and with it whom to answer; the run was ended before


@dataclass(slots=True, kw_only=True)
class Run:
    """One job from its options to its verified files."""

    house: House
    job: Job
    connection: socket.socket
    runner: KeptChild
    verifier: KeptChild
    _started: float = field(default_factory=time.monotonic)
    _next_progress: float = 0.0

    def outcome(self) -> Outcome:
        """Run and verify; whatever goes wrong is a fault."""
        try:
            tool = self.house.tools.get(self.job.tool)
        except UnknownToolError:
            return self._failed(Fault("tool_error", f"The tool host has no tool named '{self.job.tool}'."))
        except Exception:  # noqa: BLE001 - whatever a stranger's module does when it is imported
            traceback.print_exc()
            return self._failed(Fault("tool_error", f"The tool '{self.job.tool}' could not be loaded."))
        try:
            self.job = prepare_workspace(self.job, uid=self._uid, copy_inputs=self._must_copy_inputs)
        except OSError as error:
            traceback.print_exc()
            outcome = self._failed(faults.exception_fault(error, limits=tool.limits))
        else:
            outcome = self._process(tool)
        if (
            outcome.fault is not None
            and outcome.fault.code in faults.OF_A_FULL_DISK
            and is_crowded_out(self.job.workspace, allowed=tool.limits.disk_mb * MiB)
        ):
            return replace(outcome, fault=faults.full_fault())
        return outcome

    def _process(self, tool: BaseTool[Any]) -> Outcome:
        self.runner.on_progress = self._pass_on
        ran = self._carry_out(self.runner, tool=tool, spared=frozenset({self.verifier.pid}))
        if ran.killed or ran.fault:
            return self._failed(ran.fault)
        match ran.message:
            case Failed(fault=fault):
                return self._failed(fault)
            case Done() as done:
                return self._check(done, tool=tool)
            case _:
                return self._failed(faults.policy_fault())

    def _check(self, done: Done, *, tool: BaseTool[Any]) -> Outcome:
        if reason := outputs.refusal(done, tool=tool, workspace=self.job.workspace):
            return self._failed(Fault("output_invalid", reason))
        if not done.files:
            return Outcome(result=done.result, notes=done.notes, exit_info=self._exit_info())
        checked = self._carry_out(self.verifier, tool=tool, files=done.files)
        match checked.message:
            case _ if checked.killed or checked.fault == faults.lost_fault():
                return self._failed(checked.fault)  # which says nothing about the output
            case Verified(details=details) if not checked.fault and len(details) == len(done.files):
                files = outputs.hand_out(done.files, job=self.job, details=details)
                return Outcome(files=files, result=done.result, notes=done.notes, exit_info=self._exit_info())
            case Failed(fault=Fault(code="output_invalid") as fault):
                return self._failed(fault)
            case _:
                return self._failed(Fault("output_invalid", "The tool's output could not be verified."))

    def _carry_out(
        self,
        kept: KeptChild,
        *,
        tool: BaseTool[Any],
        files: tuple[ClaimedFile, ...] | None = None,
        spared: frozenset[int] = frozenset(),
    ) -> KeptChild:
        """Have a child run the tool, or verify these files."""
        allowed = tool.limits.processes
        if self._uid is None:
            allowed += processes.threads_of_user(os.getuid())
        # Who looks at what a file made of the tool needs no options, and no password among them.
        job = self.job if files is None else replace(self.job, options={})
        order = Order(job=job, uid=self._uid, processes=allowed, files=files)
        kept.run(order, limits=tool.limits, run_socket=self.connection, spared=spared)
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
        if now < self._next_progress:
            return
        self._next_progress = now + PROGRESS_INTERVAL
        short = replace(progress, message=progress.message[:MAX_MESSAGE])
        with suppress(OSError):
            self.connection.send(protocol.keeper_messages.dump_json(short) + b"\n")

    def _failed(self, fault: Fault | None) -> Outcome:
        """Without a fault it was killed."""
        return Outcome(fault=fault, killed=fault is None, exit_info=self._exit_info())

    def _exit_info(self) -> dict[str, Any]:
        children, status = (self.runner, self.verifier), self.runner.status
        signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        log = b"".join(bytes(kept.log) for kept in children)[-LOG_IN_EXIT_INFO:]
        return {
            "signal": signal and faults.signal_name(signal),
            "cpu_ms": round(sum(kept.cpu_seconds for kept in children) * 1000),
            "wall_ms": round((time.monotonic() - self._started) * 1000),
            "max_rss_mb": max(kept.max_memory_kb for kept in children) // 1024,
            "tier": self.house.confinement.tier,
            "log": log.decode(errors="replace"),
        }
