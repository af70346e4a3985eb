"""Proves the sandbox from inside: a host of its own, one run that tries to break out, and what held."""

import fcntl
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
from apps.tools.toolhost.workspaces import WORKING_DIRECTORY, remove_workspace

ESCAPE: Final = "stay after the end of the run"
UNFINISHED: Final = "keep the attempts from coming to their end"
TRIES: Final = 5
LONGEST: Final = 45.0
"""Seconds for all attempts; a host that hangs from its start on must not hold its worker for ever."""


@dataclass(frozen=True, slots=True)
class Report:
    """The tier that was reached, and which walls held."""

    tier: int
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The walls that this tier promises and that did not hold."""
        return tuple(finding for finding in self.findings if finding.tier <= self.tier and not finding.held)

    @property
    def proven_tier(self) -> int:
        """The highest tier whose walls all held, -1 for none."""
        return min([self.tier, *(finding.tier - 1 for finding in self.broken)])


def examine_sandbox(*, secrets: Sequence[Path], uid: int | None = None, max_tier: int = 2) -> Report:
    """Try to break out of a run of a host of its own; takes about a second.

    `secrets` are what no run may read, such as DATA_DIR and .env.
    """
    with _scratch() as folder:
        host = ToolHost(uid=uid, plugins=(probes.__name__,), workspaces=folder, max_tier=max_tier)
        try:
            host.start()
            return examine(host, workspaces=folder, secrets=secrets)
        finally:
            host.stop()


def examine(host: ToolHost, *, workspaces: Path, secrets: Sequence[Path]) -> Report:
    """Try to break out of a run of this host, which has the probes among its plugins.

    Takes a tenth of a second; raises OSError when there is no room for it. An attempt that was ended before
    it had tried everything says nothing: on a busy machine a limit may be watched more closely than set.
    """
    for _ in range(TRIES):
        report = _attempt(host, workspaces=workspaces, secrets=secrets)
        if UNFINISHED not in {finding.name for finding in report.findings}:
            break
    return report


def _attempt(host: ToolHost, *, workspaces: Path, secrets: Sequence[Path]) -> Report:
    with ExitStack() as stack:
        workspace, neighbour = (
            stack.enter_context(_workspace(workspaces / name)) for name in ("doctor", "neighbour")
        )
        options = _lay_out(neighbour, secrets=secrets, stack=stack)
        job = Job(tool=probes.NAME, options=options.model_dump(mode="json"), workspace=workspace)
        outcome = host.launch(job, within=LONGEST).wait(lambda *_: None)
        if outcome.fault:
            finding = Finding(name=UNFINISHED, tier=0, held=False, detail=outcome.fault.detail)
            return Report(tier=host.tier, findings=(finding,))
        result = ProbeResult.model_validate(outcome.result)
        escape = _escape(workspace / WORKING_DIRECTORY / probes.HELD)
        return Report(tier=host.tier, findings=(*result.findings, escape))


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sandbox-doctor-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        remove_workspace(folder)


@contextmanager
def _workspace(path: Path) -> Iterator[Path]:
    path.mkdir(mode=0o700, parents=True)
    try:
        yield path
    finally:
        remove_workspace(path)


def _lay_out(neighbour: Path, *, secrets: Sequence[Path], stack: ExitStack) -> ProbeOptions:
    """Put out what a run must not reach: listeners, and another run's workspace."""
    neighbour.chmod(0o755)
    tcp, udp, unix = (
        stack.enter_context(socket.socket(family, kind))
        for family, kind in (
            (socket.AF_INET, socket.SOCK_STREAM),
            (socket.AF_INET, socket.SOCK_DGRAM),
            (socket.AF_UNIX, socket.SOCK_STREAM),
        )
    )
    # The name of a socket is short, and a workspace's may be long.
    path = stack.enter_context(_scratch()) / "socket"
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
        namespaces={name: probes.namespace(name) for name in probes.NAMESPACES},
    )


def _escape(held: Path) -> Finding:
    """Whoever stayed still holds the lock; its number would say nothing outside of its namespace."""
    with held.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return Finding(name=ESCAPE, tier=0, held=False, detail="still there")
    return Finding(name=ESCAPE, tier=0, held=True, detail="ended with the run")
