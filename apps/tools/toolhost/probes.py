"""Attempts to break out, made from inside a run: the tool that the doctor gives to a host of its own."""

import fcntl
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field

from apps.tools.base import BaseTool, Limits, MiB, ToolOptions, ToolOutput, ToolRun
from apps.tools.toolhost import kernel, sandbox

NAME: Final = "sandbox-probes"
HELD: Final = "held"
NAMESPACES: Final = ("pid", "net", "ipc", "uts", "mnt")
LIMITS: Final = Limits(cpu_seconds=10, wall_seconds=20, memory_mb=512, disk_mb=16, processes=8)
_NETLINK, _NEW_USER_NAMESPACE, _PTRACE_ATTACH = 16, 0x10000000, 16
_MOUNT, _PTRACE, _UNSHARE = (165, 101, 272) if kernel.MACHINE == "x86_64" else (40, 117, 97)


class ProbeOptions(ToolOptions):
    """What the doctor has laid out."""

    secrets: tuple[str, ...] = Field(description="Files and directories of the host.")
    neighbour: str = Field(description="The workspace of another run.")
    tcp_port: int = Field(description="Where the doctor listens.")
    udp_port: int = Field(description="Where the doctor listens.")
    unix_path: str = Field(description="Where the doctor listens.")
    namespaces: dict[str, str] = Field(description="Those of the doctor, by name.")


class Finding(BaseModel):
    """Whether a wall held; `tier` is the lowest that promises it."""

    name: str
    tier: int
    held: bool
    detail: str


class ProbeResult(BaseModel):
    """The findings; a process that tries to stay holds the lock on HELD."""

    findings: list[Finding]


Attempt = Callable[[], object]


class SandboxProbes(BaseTool[ProbeOptions]):
    """Try to break out of the sandbox, and report what held."""

    name = NAME
    title = "Sandbox probes"
    category = "data"
    limits = LIMITS

    def process(self, run: ToolRun[ProbeOptions]) -> ToolOutput:
        """Try everything."""
        findings = [_try(name, tier=tier, attempt=attempt) for name, tier, attempt in _attempts(run)]
        _leave_a_daemon(run.workspace / HELD)
        return ToolOutput(result=ProbeResult(findings=findings))


def _try(name: str, *, tier: int, attempt: Attempt) -> Finding:
    """An attempt that is refused raises; one that returns went through."""
    try:
        attempt()
    except FileNotFoundError:
        return Finding(name=name, tier=tier, held=True, detail="there is nothing")
    except (OSError, MemoryError) as error:
        return Finding(name=name, tier=tier, held=True, detail=type(error).__name__)
    return Finding(name=name, tier=tier, held=False, detail="went through")


def _attempts(run: ToolRun[ProbeOptions]) -> list[tuple[str, int, Attempt]]:
    options, keeper = run.options, os.getppid()
    return [
        *[(f"read {Path(secret).name}", 1, partial(_look, secret)) for secret in options.secrets],
        ("read /etc/passwd", 1, lambda: _look("/etc/passwd")),
        ("read /etc/shadow", 0, lambda: _look("/etc/shadow")),
        ("list /tmp", 1, lambda: _look("/tmp")),  # noqa: S108 - everybody's directory is the point
        ("read the workspace of another run", 1, lambda: _look(options.neighbour)),
        ("read the environment of process 1", 1, lambda: _look("/proc/1/environ")),
        ("read the environment of the keeper", 1, lambda: _look(f"/proc/{keeper}/environ")),
        ("follow a link out of the workspace", 1, lambda: _follow_link(run.workspace)),
        ("write into the tools' code", 1, _plant),
        ("leave the workspace", 1, lambda: os.chdir("/")),
        ("connect by TCP", 1, lambda: socket.create_connection(("127.0.0.1", options.tcp_port), timeout=1)),
        ("send by UDP", 1, lambda: _send(options.udp_port)),
        ("connect to a socket file", 1, lambda: socket.socket(socket.AF_UNIX).connect(options.unix_path)),
        ("talk to the kernel by netlink", 1, lambda: socket.socket(_NETLINK, socket.SOCK_RAW)),
        ("trace the keeper", 1, lambda: kernel.syscall(_PTRACE, _PTRACE_ATTACH, keeper, 0, 0)),
        ("signal the keeper", 1, lambda: os.kill(keeper, 0)),
        ("mount", 0, lambda: kernel.syscall(_MOUNT, b"none", b".", b"tmpfs", 0, None)),
        ("make a user namespace", 1, lambda: kernel.syscall(_UNSHARE, _NEW_USER_NAMESPACE)),
        ("become another user", 0, lambda: os.setuid(0 if os.getuid() else 1)),
        ("fork without end", 0, _fork_on),
        ("take 4 GB of memory", 0, lambda: bytearray(4096 * MiB)),
        ("write a file beyond the limit", 0, lambda: _grow(run.workspace)),
        ("find the host's environment", 0, lambda: _foreign_variables(run.workspace)),
        ("find the host's descriptors", 0, lambda: os.fstat(sandbox.REPORT + 1)),
        *[(f"learn of {Path(secret).name}", 2, partial(os.stat, secret)) for secret in options.secrets],
        *[
            (f"share the host's {name} namespace", 2, partial(_share, name, theirs))
            for name, theirs in options.namespaces.items()
        ],
    ]


def _look(path: str) -> None:
    place = Path(path)
    if place.is_dir():
        os.scandir(place).close()
    else:
        place.open("rb").close()


def _share(name: str, theirs: str) -> None:
    if namespace(name) != theirs:
        raise FileNotFoundError


def namespace(name: str) -> str:
    """Which namespace of a kind this process is in."""
    return str(Path(f"/proc/self/ns/{name}").readlink())


def _plant() -> None:
    place = sandbox.TOOLS / "planted.py"
    place.touch()
    place.unlink()


def _follow_link(workspace: Path) -> None:
    link = workspace / "link"
    link.symlink_to("/etc/passwd")
    _look(str(link))


def _send(port: int) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"probe", ("127.0.0.1", port))


def _fork_on() -> None:
    children: list[int] = []
    try:
        for _ in range(LIMITS.processes + 1):
            child = os.fork()
            if not child:
                signal.pause()
            children.append(child)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _grow(workspace: Path) -> None:
    with (workspace / "large").open("wb") as file:
        file.truncate(LIMITS.disk_mb * MiB + 1)


def _foreign_variables(workspace: Path) -> None:
    if not set(os.environ) - set(sandbox.environment(str(workspace))):
        raise FileNotFoundError


def _leave_a_daemon(held: Path) -> None:
    """Start a process that no group, session or parent leads to; the keeper must end it all the same."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()
        if not os.fork():
            fcntl.flock(os.open(held, os.O_CREAT | os.O_RDWR), fcntl.LOCK_EX)
            os.write(writing, b"!")
            os.close(reading)
            signal.pause()
        os._exit(0)
    os.waitpid(child, 0)
    os.read(reading, 1)
