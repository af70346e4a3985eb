"""Starts polars within the bounds of a sandbox: few threads, and no look at the machine."""

import os

from apps.tools.base import Limits, MiB

LIMITS = Limits(cpu_seconds=1200, wall_seconds=900, memory_mb=4096, disk_mb=8192, processes=64)
"""Polars reserves address space by thread; what it really uses is a few hundred megabytes."""
MAX_FILE_SIZE = 2048 * MiB
_THREADS = 4


def bound_threads() -> None:
    """Call this before polars is imported: it starts its threads then, one for each core otherwise."""
    threads = min(os.cpu_count() or 1, _THREADS)
    os.environ.setdefault("POLARS_MAX_THREADS", str(threads))
