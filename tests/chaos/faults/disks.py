"""A storage without room, and one that may not be written to."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.scene import Scene

SIZE = "256m"
SECONDS = 5.0
BLOCK = 64 * 1024


@contextmanager
def small_disk(folder: Path, *, size: str = SIZE) -> Iterator[None]:
    """A file system in memory at this place; needs root."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "chaos", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(scene: Scene) -> bool:
    """Not a byte is left for five seconds."""
    with no_room(scene.files):
        scene.wait(SECONDS)
    return True


@contextmanager
def no_room(folder: Path) -> Iterator[None]:
    """Take all the room there is, and give it back."""
    ballast = folder / "ballast.part"  # not taken for an object of the storage
    descriptor = os.open(ballast, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for size in (1024 * BLOCK, BLOCK, 512):
            _write_until_full(descriptor, bytes(size))
        yield
    finally:
        os.close(descriptor)
        ballast.unlink()


def _write_until_full(descriptor: int, block: bytes) -> None:
    try:
        while os.write(descriptor, block) == len(block):
            pass
    except OSError:
        return


def forbid_writing(scene: Scene) -> bool:
    """A file system that the kernel has made read-only, as after an error of the disk."""
    if subprocess.run(["mount", "-o", "remount,ro", str(scene.files)], check=False).returncode:
        return False  # a file was being written just now
    scene.wait(SECONDS)
    subprocess.run(["mount", "-o", "remount,rw", str(scene.files)], check=True)
    return True
