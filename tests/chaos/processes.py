"""The processes of the product by what they are, and none of them out of sight."""

import ctypes
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
START_TICKS = 19
"""Place of the start time in /proc/<pid>/stat after the command's closing parenthesis."""


def adopt_orphans() -> None:
    """Whatever outlives its parent becomes our child, so that nothing can hide."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_orphans(*, known: Iterable[int]) -> None:
    """Forget the adopted children that have ended."""
    ours = set(known)
    for child in psutil.Process().children():
        with suppress(psutil.Error, ChildProcessError):
            if child.pid not in ours and child.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(child.pid, os.WNOHANG)


def left_over(*, known: Iterable[int]) -> list[psutil.Process]:
    """The living processes below us, but for these and what is below them."""
    expected = set(known)
    left: list[psutil.Process] = []
    for child in psutil.Process().children():
        if child.pid not in expected:
            left += [child, *below(child)]
    return [process for process in left if is_alive(process)]


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs, or could."""
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def below(process: psutil.Process) -> list[psutil.Process]:
    """Everything below it."""
    with suppress(psutil.Error):
        return process.children(recursive=True)
    return []


def children(process: psutil.Process) -> list[psutil.Process]:
    """What it started itself, the oldest first."""
    with suppress(psutil.Error):
        return sorted(process.children(), key=lambda child: (child.create_time(), child.pid))
    return []


def tool_hosts(worker: psutil.Process) -> list[psutil.Process]:
    """A worker's zygote, if it lives."""
    return [child for child in children(worker) if says(child, "toolhost")]


def keepers(worker: psutil.Process) -> list[psutil.Process]:
    """One for each of its runs, and one that waits."""
    return [keeper for host in tool_hosts(worker) for keeper in children(host)]


def tools(worker: psutil.Process) -> list[psutil.Process]:
    """What its keepers started: tools, verifiers, and those that wait."""
    return [tool for keeper in keepers(worker) for tool in children(keeper)]


def says(process: psutil.Process, word: str) -> bool:
    """Whether its command line has this word."""
    with suppress(psutil.Error):
        return word in " ".join(process.cmdline())
    return False


def name_ending(process: psutil.Process) -> str:
    """How the name ends that a worker of this process has in the database; empty when it is gone."""
    with suppress(OSError):
        stat = Path(f"/proc/{process.pid}/stat").read_text()
        return f"-{process.pid}-{stat.rpartition(')')[2].split()[START_TICKS]}"
    return ""


def send(number: signal.Signals, processes: Iterable[psutil.Process]) -> int:
    """Send a signal to all that live; how many those were."""
    sent = 0
    for process in processes:
        with suppress(psutil.Error):
            process.send_signal(number)
            sent += 1
    return sent
