"""Whether workers grow: memory and open files of those that lived through the whole run."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from tests.chaos.clients import Progress
from tests.chaos.scene import Scene

WARM_SHARE = 0.2
"""Of the executions, until caches and pools have their size."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of one process."""

    memory: int
    files: int


class Growth(threading.Thread):
    """Measures once when the workers are warm, and once when asked."""

    def __init__(self, scene: Scene, progress: Progress) -> None:
        super().__init__(name="growth", daemon=True)
        self._scene = scene
        self._progress = progress
        self._warm: dict[psutil.Process, Size] = {}

    def run(self) -> None:
        """Wait until the workers are warm."""
        while not self._scene.wait(0.5):
            if self._progress.ended >= self._scene.options.executions * WARM_SHARE:
                self._warm = dict(_sizes(self._scene))
                return

    def measure(self) -> dict[str, float]:
        """The largest growth since; nothing when no worker lived that long."""
        self.join()
        pairs = [(self._warm[worker], size) for worker, size in _sizes(self._scene) if worker in self._warm]
        if not pairs:
            return {}
        return {
            "worker_memory_growth_mb": round(max(now.memory - then.memory for then, now in pairs) / 2**20, 1),
            "worker_files_growth": max(now.files - then.files for then, now in pairs),
        }


def _sizes(scene: Scene) -> Iterator[tuple[psutil.Process, Size]]:
    for worker in scene.stand.workers():
        with suppress(psutil.Error):
            yield worker, Size(worker.memory_info().rss, worker.num_fds())
