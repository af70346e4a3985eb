"""What the embedded product keeps in memory: ready and idle, and again after some work.

uv run python -m tests.benchmarks.idle_memory
"""

import time
from pathlib import Path

from tests.benchmarks.image_latency import convert
from tests.benchmarks.measuring import Figure, arguments, product, show
from tests.benchmarks.photo import photo
from tests.support.product import Product

TARGET_MB = 250
SETTLE_SECONDS = 5
RUNS = 20


def proportional_mb(pid: int) -> float:
    """The memory of a process, a page that several share counted in parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def weigh(product: Product) -> dict[str, float]:
    """Megabytes by process, in the order of their start."""
    time.sleep(SETTLE_SECONDS)
    processes = sorted(product.processes(), key=lambda process: process.pid)
    return {
        f"{process.pid} {_role(process.cmdline())}": proportional_mb(process.pid) for process in processes
    }


def _role(command: list[str]) -> str:
    words = " ".join(command)
    return next((role for role in ("toolhost", "granian") if role in words), "serve")


def measure() -> list[Figure]:
    """Before and after the work."""
    figures = []
    with product() as started, started.client() as client:
        for moment in ("idle", f"after {RUNS} runs"):
            weights = weigh(started)
            figures += [Figure(name=f"  {name}", value=weight, unit="MB") for name, weight in weights.items()]
            total = sum(weights.values())
            is_idle = moment == "idle"
            figures.append(
                Figure(name=f"all, {moment}", value=total, unit="MB", at_most=TARGET_MB if is_idle else None)
            )
            if is_idle:
                picture = photo()
                for _ in range(RUNS):
                    convert(client, picture)
    return figures


if __name__ == "__main__":
    show(measure(), as_json=arguments(__doc__, repeat=1).json)
