"""What a run costs before its tool does anything, what of that its walls cost, and what tier 2 adds.

uv run python -m tests.benchmarks.isolation
"""

import os
import struct
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from apps.tools.base import Limits
from apps.tools.registry import get_tool_registry
from apps.tools.toolhost import bubblewrap, sandbox
from apps.tools.toolhost.confinement import probe_confinement
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job
from apps.tools.toolhost.sandbox import Walls
from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, show

RUN_MS = 25
WALLS_MS = 5
TIER_2_MS = 12 - WALLS_MS
WARM_UP = 10


def run(host: ToolHost, workspaces: Path) -> None:
    """One run that does nothing."""
    workspace = workspaces / str(uuid4())
    workspace.mkdir(mode=0o700)
    outcome = host.launch(Job(tool="idle", options={}, workspace=workspace)).wait(lambda *_: None)
    assert outcome.result == {"done": True}, outcome


def time_walls() -> Callable[[], float]:
    """`time_walls()()` is the milliseconds in which a new process enters its walls."""
    confinement = probe_confinement(is_wrapped=False)
    sandbox.filter_for(confinement)
    readable = sandbox.readable_paths(type(tool).__module__ for tool in get_tool_registry())
    walls = Walls(
        confinement=confinement, readable=readable, workspace=None, uid=None, limits=Limits(), processes=4096
    )

    def enter() -> float:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(writing, sandbox.REPORT)
            began = perf_counter()
            sandbox.enter(walls)
            os.write(sandbox.REPORT, struct.pack("d", (perf_counter() - began) * 1000))
            os._exit(0)
        os.close(writing)
        answer = os.read(reading, 8)
        os.close(reading)
        os.waitpid(child, 0)
        return float(struct.unpack("d", answer)[0])

    return enter


def measure(*, repeat: int) -> list[Figure]:
    """In turns, so that what disturbs one disturbs all."""
    enter = time_walls()
    tiers = (1, 2) if bubblewrap.works() else (1,)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="benchmark-")))
        folder.chmod(0o755)
        hosts, starts = {}, []
        for tier in tiers:
            hosts[tier] = ToolHost(plugins=("tests.benchmarks.idle_tool",), workspaces=folder, max_tier=tier)
            stack.callback(hosts[tier].stop)
            starts.append(
                Figure(name=f"start, tier {tier}", value=milliseconds(hosts[tier].start), unit="ms")
            )
        samples: dict[int, list[float]] = {tier: [] for tier in tiers}
        walls = []
        for _ in range(WARM_UP):
            for host in hosts.values():
                run(host, folder)
        for _ in range(repeat):
            walls.append(enter())
            for tier, host in hosts.items():
                samples[tier].append(milliseconds(partial(run, host, folder)))
        figures = [median_of("walls of one run", walls, at_most=WALLS_MS)]
        figures += [median_of(f"idle run, tier {tier}", samples[tier], at_most=RUN_MS) for tier in tiers]
        if 2 in samples:
            more = median(samples[2]) - median(samples[1])
            figures.append(Figure(name="tier 2 beyond tier 1", value=more, unit="ms", at_most=TIER_2_MS))
        return [*figures, *starts]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=200)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
