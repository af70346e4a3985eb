"""How files get into and out of a folder: renamed in, linked out, and never lost to a power failure."""

import fcntl
import os
import shutil
from pathlib import Path

UNFINISHED = ".part"
"""What a file is called while it is being copied from another file system."""

_FICLONE = 0x40049409
"""The ioctl of Linux that shares a file's blocks with another until one of them changes."""


def move_in(path: Path, *, target: Path) -> None:
    """Rename the file to its place, or copy it there; on the disk for good when this returns.

    It may be called again when it has failed, wherever that was.
    """
    if not path.exists() and target.exists():
        _sync(target.parent)  # moved before, but perhaps not for good
        return
    # Read-only, because a staged file may be a link to this one.
    path.chmod(0o400)
    _sync(path)
    while True:
        _make_folder(target.parent)
        try:
            _move(path, target)
        except FileNotFoundError:  # someone removed the empty folder as we came
            if not path.exists():
                raise
        else:
            break
    _sync(target.parent)


def link_out(source: Path, *, to: Path) -> None:
    """Make the file available there without copying it, if the file system can."""
    if _share_blocks(source, to):
        return
    try:
        to.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, to)


def _move(path: Path, target: Path) -> None:
    if path.stat().st_dev == target.parent.stat().st_dev:
        path.replace(target)
        return
    copy = target.with_name(f"{target.name}{UNFINISHED}")
    try:
        shutil.copy(path, copy)
        _sync(copy)
        copy.replace(target)
    finally:
        copy.unlink(missing_ok=True)  # of a disk that is full, it holds the last space
    path.unlink()


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _share_blocks(source: Path, target: Path) -> bool:
    with source.open("rb") as read_from, target.open("xb") as write_to:
        try:
            fcntl.ioctl(write_to.fileno(), _FICLONE, read_from.fileno())
        except OSError:
            target.unlink()
            return False
        return True
