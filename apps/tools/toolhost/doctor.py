"""Proves the sandbox from inside: a host of its own, one run that tries to break out, and what held."""

import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from apps.tools.toolhost import probes
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job
from apps.tools.toolhost.probes import Finding, ProbeOptions, ProbeResult
from apps.tools.toolhost.workspaces import remove_workspace

ESCAPE: Final = "stay after the end of the run"


@dataclass(frozen=True, slots=True)
class Report:
    """The tier that was reached, and which walls held."""

    tier: int
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The walls that this tier promises and that did not hold."""
        return tuple(finding for finding in self.findings if finding.tier <= self.tier and not finding.held)


def examine_sandbox(*, secrets: Sequence[Path], uid: int | None = None) -> Report:
    """Try to break out of a run; takes about a second.

    `secrets` are what no run may read, such as DATA_DIR and .env.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(_scratch()))
        host = ToolHost(uid=uid, plugins=(probes.__name__,))
        stack.callback(host.stop)
        host.start()
        options = _lay_out(folder, secrets=secrets, stack=stack)
        workspace = folder / "own"
        workspace.mkdir(mode=0o700)
        job = Job(tool=probes.NAME, options=options.model_dump(mode="json"), workspace=workspace)
        outcome = host.launch(job).wait(lambda *_: None)
        if outcome.fault:
            finding = Finding(name="end in order", tier=0, held=False, detail=outcome.fault.detail)
            return Report(tier=host.tier, findings=(finding,))
        result = ProbeResult.model_validate(outcome.result)
        return Report(tier=host.tier, findings=(*result.findings, _escape(result.escapee)))


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sandbox-doctor-"))
    try:
        yield folder
    finally:
        remove_workspace(folder)


def _lay_out(folder: Path, *, secrets: Sequence[Path], stack: ExitStack) -> ProbeOptions:
    """Put out what a run must not reach: listeners, and another run's workspace."""
    folder.chmod(0o755)
    neighbour = folder / "neighbour"
    neighbour.mkdir(mode=0o755)
    tcp, udp, unix = (
        stack.enter_context(socket.socket(family, kind))
        for family, kind in (
            (socket.AF_INET, socket.SOCK_STREAM),
            (socket.AF_INET, socket.SOCK_DGRAM),
            (socket.AF_UNIX, socket.SOCK_STREAM),
        )
    )
    path = folder / "socket"
    tcp.bind(("127.0.0.1", 0))
    udp.bind(("127.0.0.1", 0))
    unix.bind(str(path))
    path.chmod(0o777)
    tcp.listen()
    unix.listen()
    return ProbeOptions(
        secrets=tuple(map(str, secrets)),
        neighbour=str(neighbour),
        tcp_port=tcp.getsockname()[1],
        udp_port=udp.getsockname()[1],
        unix_path=str(path),
    )


def _escape(pid: int) -> Finding:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return Finding(name=ESCAPE, tier=0, held=True, detail="ended with the run")
    return Finding(name=ESCAPE, tier=0, held=False, detail="still there")
