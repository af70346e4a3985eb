"""A worker's name tells whether its process is still there, without asking it."""

import os
from functools import cache
from pathlib import Path

START_TICKS = 19
"""Place of the start time in /proc/<pid>/stat after the command's closing parenthesis (proc(5), field 22)."""


def worker_name() -> str:
    """This process as `<boot>-<pid namespace>-<pid>-<start ticks>`: unique over reboots and pid reuse."""
    return f"{_boot()}-{_pid_namespace()}-{os.getpid()}-{_start_ticks(os.getpid())}"


def is_gone(name: str) -> bool:
    """Whether a worker of this host is certainly dead; of another host nothing is certain, so False."""
    host, _, process = name.rpartition(f"{_pid_namespace()}-")
    if host != f"{_boot()}-":
        return False
    pid, ticks = process.split("-")
    return _start_ticks(int(pid)) != ticks


def is_alive_here(name: str) -> bool:
    """Whether a directory named after a worker may still be in use; one of an earlier boot is not."""
    return name.startswith(f"{_boot()}-") and not is_gone(name)


@cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]


@cache
def _pid_namespace() -> str:
    return str(Path("/proc/self/ns/pid").stat().st_ino)


def _start_ticks(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[START_TICKS]
