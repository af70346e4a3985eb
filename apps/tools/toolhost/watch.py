"""Looks after a run while it runs: the clock, the processor, the memory, the processes and the files."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from apps.tools.base import Limits, MiB
from apps.tools.toolhost import faults, processes, workspaces
from apps.tools.toolhost.jobs import Fault

INTERVAL: Final = 0.1
MAX_FILES: Final = 10_000
DISK_SHARE: Final = 10
"""Counting files may take one tenth of the time, however many there are."""


@dataclass(slots=True)
class Watch:
    """What the child being kept may use, and what it was seen to use; those spared are not its own."""

    limits: Limits
    workspace: Path
    spared: frozenset[int] = frozenset()
    started: float = field(default_factory=time.monotonic)
    max_memory_kb: int = 0
    _next_count: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the child was started."""
        return time.monotonic() - self.started

    def look(self) -> Fault | None:
        """The limit that the run has gone beyond, if any."""
        if self.elapsed > self.limits.wall_seconds:
            return faults.timeout_fault(self.limits)
        pids = [pid for pid in processes.descendants(os.getpid()) if pid not in self.spared]
        usage = processes.usage_of(pids)
        if self._is_memory_exceeded(pids, usage=usage):
            return faults.memory_fault(self.limits)
        if usage.cpu_seconds > self.limits.cpu_seconds:
            return faults.cpu_fault(self.limits)
        if usage.processes > self.limits.processes:
            return faults.processes_fault(self.limits)
        return faults.disk_fault(self.limits) if self._is_disk_exceeded(pids) else None

    def _is_memory_exceeded(self, pids: list[int], *, usage: processes.Usage) -> bool:
        memory_kb, allowed_kb = usage.memory_kb, self.limits.memory_mb * 1024
        if memory_kb > allowed_kb:
            memory_kb = processes.proportional_memory_kb(pids)
        self.max_memory_kb = max(self.max_memory_kb, memory_kb)
        return memory_kb > allowed_kb

    def _is_disk_exceeded(self, pids: list[int]) -> bool:
        began = time.monotonic()
        if began < self._next_count:
            return False
        try:
            found = workspaces.measure(self.workspace)
        except OSError:
            return True  # nested so deeply that no path leads there
        self._next_count = time.monotonic() + (time.monotonic() - began) * DISK_SHARE
        size = found.size + processes.deleted_bytes(pids)
        return size > self.limits.disk_mb * MiB or found.files > MAX_FILES
