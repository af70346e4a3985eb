"""Python's compiled code: a zygote in namespaces may not keep it, and without it each starts more slowly."""

import os
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.util import cache_from_source
from pathlib import Path

from apps.tools.toolhost.sandbox import die_with

LEAST_URGENT = 19


def is_kept(later: Iterable[Path]) -> bool:
    """Whether the next process will find compiled what this one has imported, or will import later."""
    specs = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
    imported = (spec.cached for spec in specs if spec and spec.cached)
    return all(Path(kept).exists() for kept in (*imported, *map(cache_from_source, later)))


def keep_in_background(command: Sequence[str]) -> None:
    """Let a command that imports the same do so where it may write, when there is nothing else to do."""
    if os.access(sysconfig.get_path("purelib"), os.W_OK):
        threading.Thread(target=partial(_run, command), name="bytecode", daemon=True).start()


def _run(command: Sequence[str]) -> None:
    parent = os.getpid()

    def begin() -> None:
        die_with(parent)
        os.nice(LEAST_URGENT)

    subprocess.run(  # noqa: S603 - our own interpreter on our own file
        command, check=False, env={}, cwd="/", stdin=subprocess.DEVNULL, preexec_fn=begin
    )
