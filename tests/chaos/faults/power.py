"""A disk that forgets what was not yet written to it, as when the power is lost."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path

from tests.support.product import eventually

SIZE = 512 * 2**20
SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN, `_IOR('X', 125, __u32)` of Linux' fs/ext4/ext4.h."""
WITHOUT_LOG = (2).to_bytes(4, "little")
"""EXT4_GOING_FLAGS_NOLOGFLUSH: neither files nor journal are written any more."""
SELDOM = 300
"""Seconds between commits of the journal that nobody asked for: the usual five would save too much."""


class LosableDisk:
    """An ext4 in a file; needs root."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.folder = folder
        self._image = image
        with image.open("wb") as file:
            file.truncate(SIZE)
        subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def mount(self) -> None:
        """As after switching on: the journal is played back."""
        options = f"loop,commit={SELDOM}"
        subprocess.run(["mount", "-t", "ext4", "-o", options, str(self._image), str(self.folder)], check=True)
        self.folder.chmod(0o700)

    def lose_power(self) -> None:
        """From here on nothing reaches the disk, and reading and writing fail."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            ioctl(descriptor, SHUTDOWN, WITHOUT_LOG)
        finally:
            os.close(descriptor)

    def unmount(self) -> None:
        """Once everyone has ended who had a file of it open."""
        eventually(self._is_unmounted, what="the end of all who use the disk")

    def _is_unmounted(self) -> bool:
        return (
            not self.folder.is_mount()
            or not subprocess.run(["umount", str(self.folder)], check=False).returncode
        )


@contextmanager
def losable_disk(image: Path, folder: Path) -> Iterator[LosableDisk]:
    """One at this place, until the end."""
    disk = LosableDisk(image, folder)
    disk.mount()
    try:
        yield disk
    finally:
        disk.unmount()
