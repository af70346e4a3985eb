"""The directories of runs: measuring them, removing them, and what dead workers left in theirs."""

import os
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from apps.tools.toolhost.jobs import Job
from apps.tools.toolhost.processes import KILL_INTERVAL, all_pids, kill

WORKING_DIRECTORY: Final = "work"
FULL: Final = 1024 * 1024
"""Bytes: of a file system with less room, programs say that it is full."""
CLEARING_ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class Contents:
    """What lies in a directory tree."""

    files: int
    size: int


def measure(directory: Path) -> Contents:
    """Count the files and the disk blocks they take; raises OSError for paths too long to follow."""
    files = size = 0
    queue = [os.fspath(directory)]
    while queue:
        try:
            with os.scandir(queue.pop()) as entries:
                for entry in entries:
                    files += 1
                    if entry.is_dir(follow_symlinks=False):
                        queue.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
        except (FileNotFoundError, PermissionError):
            continue  # removed meanwhile, or closed by its owner, whose file sizes are limited too
    return Contents(files, size)


def is_crowded_out(directory: Path, *, allowed: int) -> bool:
    """Whether the file system is full, and not of what lies here: that is less than what is allowed."""
    while not directory.exists():
        directory = directory.parent
    state = os.statvfs(directory)
    if state.f_bavail * state.f_frsize >= FULL and (state.f_favail or not state.f_files):
        return False
    try:
        return measure(directory).size < allowed
    except OSError:
        return False


def prepare_workspace(job: Job, *, uid: int | None, copy_inputs: bool) -> Job:
    """Make the directory that the run may write into, and hand it over to its user.

    Inputs stay where they are, outside of it, for they may be the very files that are kept in storage; where
    nothing protects them from the run, it gets copies.
    """
    workspace = job.workspace / WORKING_DIRECTORY
    workspace.mkdir(mode=0o700)
    places, inputs = [workspace], job.inputs
    if copy_inputs:
        folder = workspace / "in"
        folder.mkdir(mode=0o700)
        copies = [folder / f"{number:04d}.{source.format}" for number, source in enumerate(inputs)]
        inputs = tuple(
            replace(source, path=shutil.copyfile(source.path, copy))
            for source, copy in zip(inputs, copies, strict=True)
        )
        places += [folder, *copies]
    if uid is not None:
        for place in places:
            os.chown(place, uid, uid)
    return replace(job, workspace=workspace, inputs=inputs)


def remove_workspace(path: Path) -> None:
    """Remove a directory whatever a tool made of it: closed directories, endless depth, other owners."""
    try:
        queue = [path]
        for directory in queue:
            _empty(directory, into=path, queue=queue)
        for directory in reversed(queue):
            directory.rmdir()
    except FileNotFoundError:
        return


def clear_workspace(path: Path) -> None:
    """Remove it at the end of its run, and end what only a fault can have left there; raises OSError.

    A keeper that is being ended may make or remove something at the same time: look until nothing is left.
    """
    for _ in range(CLEARING_ROUNDS):
        with suppress(OSError):
            remove_workspace(path)
            if not path.exists():
                return
        kill_processes_in(path.resolve())
        time.sleep(KILL_INTERVAL)
    remove_workspace(path)


def _empty(directory: Path, *, into: Path, queue: list[Path]) -> None:
    """Unlink files and lift directories up to `into`, so that no path ever grows too long."""
    directory.chmod(0o700)
    with os.scandir(directory) as entries:
        for entry in list(entries):
            found = Path(entry.path)
            if not entry.is_dir(follow_symlinks=False):
                found.unlink()
            elif directory == into:
                queue.append(found)
            else:
                found.chmod(0o700)
                lifted = into / secrets.token_hex(16)
                found.rename(lifted)
                queue.append(lifted)


def sweep_workspaces(root: Path, *, is_alive: Callable[[str], bool]) -> list[str]:
    """End the processes and remove the files of dead workers; the names of those workers.

    The layout is `root/<worker>/<lease token>/`.
    """
    dead = (
        [entry for entry in root.iterdir() if entry.is_dir() and not is_alive(entry.name)]
        if root.is_dir()
        else []
    )
    for directory in dead:
        kill_processes_in(directory.resolve())
        remove_workspace(directory)
    return [directory.name for directory in dead]


def kill_processes_in(directory: Path) -> None:
    """End whatever works in this directory; the path is to be resolved."""
    for pid in all_pids():
        try:
            place = str(Path(f"/proc/{pid}/cwd").readlink())
        except OSError:
            continue  # it has ended, or belongs to another user
        if Path(place.removesuffix(" (deleted)")).is_relative_to(directory):
            kill(pid)
