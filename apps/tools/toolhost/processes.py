"""The processes of a run: finding them, weighing them, ending them."""

import os
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Final

KILL_INTERVAL: Final = 0.002
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PARENT, _USER_TIME, _CHILDREN_SYSTEM_TIME = 1, 11, 14
"""Where they stand in /proc/…/stat, counted behind the name."""
_UNSHARED_MEMORY: Final = ("RssAnon:", "RssShmem:")
_GONE: Final = (FileNotFoundError, ProcessLookupError)
_CHILDREN_ARE_LISTED: Final = Path("/proc/thread-self/children").exists()
"""Else the kernel was built without the list, and every process is asked for its parent."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree of processes uses now."""

    processes: int
    cpu_seconds: float
    memory_kb: int


def _stat_fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()


def children(pid: int) -> list[int]:
    """The processes that this one, with all its threads, is the parent of."""
    return _listed_children(pid) if _CHILDREN_ARE_LISTED else _searched_children(pid)


def _listed_children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(*_GONE):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(*_GONE):
                found += map(int, (thread / "children").read_text().split())
    return found


def _searched_children(pid: int) -> list[int]:
    found = []
    for candidate in all_pids():
        with suppress(*_GONE):
            if int(_stat_fields(candidate)[_PARENT]) == pid:
                found.append(candidate)
    return found


def all_pids() -> Iterator[int]:
    """Every process that this one can see."""
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def descendants(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    found: list[int] = []
    queue = children(pid)
    while queue:
        found.append(queue.pop())
        queue += children(found[-1])
    return found


def usage_of(pids: list[int]) -> Usage:
    """The processor time, with that of the ended children, and the memory that is not shared with files."""
    cpu = memory = 0
    for pid in pids:
        with suppress(*_GONE):
            cpu += sum(map(int, _stat_fields(pid)[_USER_TIME : _CHILDREN_SYSTEM_TIME + 1]))
            status = Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines()
            memory += sum(int(line.split()[1]) for line in status if line.startswith(_UNSHARED_MEMORY))
    return Usage(processes=len(pids), cpu_seconds=cpu / _TICKS, memory_kb=memory)


def proportional_memory_kb(pids: list[int]) -> int:
    """The same memory, a page that several processes share counted once; takes longer to find out."""
    memory = 0
    for pid in pids:
        with suppress(PermissionError, *_GONE):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(("Pss_Anon:", "Pss_Shmem:")):
                    memory += int(line.split()[1])
    return memory


def deleted_bytes(pids: list[int]) -> int:
    """What the processes keep on disk in files that have no name any more."""
    sizes: dict[tuple[int, int], int] = {}
    for pid in pids:
        with suppress(OSError):  # it has ended, or closed the file meanwhile
            for entry in os.scandir(f"/proc/{pid}/fd"):
                found = entry.stat()
                if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                    sizes[found.st_dev, found.st_ino] = found.st_blocks * 512
    return sum(sizes.values())


def threads_of_user(uid: int) -> int:
    """How much of RLIMIT_NPROC this user's processes already take."""
    count = 0
    for pid in all_pids():
        with suppress(PermissionError, *_GONE):
            process = Path(f"/proc/{pid}")
            if process.stat().st_uid == uid:
                count += sum(1 for _ in (process / "task").iterdir())
    return count


def kill(pid: int, signal: int = SIGKILL) -> None:
    """Signal a process that may have ended already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal)


def kill_descendants(*, spared: Collection[int] = ()) -> None:
    """End every process below this one, but those spared, and wait until none is left; needs a subreaper.

    A process that forks while it is killed leaves children that the next round finds. Where a spared child
    hides whether others are left, two rounds must find none.
    """
    empty_rounds = 0
    while empty_rounds < 2:  # noqa: PLR2004
        rest = [pid for pid in descendants(os.getpid()) if pid not in spared]
        for pid in rest:
            kill(pid)
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        empty_rounds = 0 if rest or ended else empty_rounds + 1
        if rest and not ended:
            time.sleep(KILL_INTERVAL)
