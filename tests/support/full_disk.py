"""A file system of its own that a test can fill: of RAM, mounted by root."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount one there; the test is skipped where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m,mode=755"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("Only root may mount a small file system.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no byte free there; the file that takes them."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        state = os.statvfs(folder)
        os.posix_fallocate(file.fileno(), 0, max(state.f_bavail * state.f_frsize, 1))
    return filler
