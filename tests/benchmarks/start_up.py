"""How long `serve` takes from its start to a /ready that answers 200.

uv run python -m tests.benchmarks.start_up
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Figure, arguments, median_of, show
from tests.support.product import MANAGE, Product

INSTALLED = (sys.executable, MANAGE)
BY_UV = ("uv", "run", MANAGE)
TARGET_SECONDS = 6


def seconds_to_ready(product: Product) -> float:
    """Start it, wait, stop it."""
    started = time.perf_counter()
    product.start()
    try:
        product.wait_until_ready()
        return time.perf_counter() - started
    finally:
        product.stop()


def measure(*, repeat: int) -> list[Figure]:
    """The first start makes the database, the second finds it."""
    samples: dict[str, list[float]] = {"first start": [], "second start": [], "first start by uv run": []}
    for _ in range(repeat):
        with TemporaryDirectory(prefix="benchmark-") as data:
            samples["first start"].append(seconds_to_ready(Product(Path(data), command=INSTALLED)))
            samples["second start"].append(seconds_to_ready(Product(Path(data), command=INSTALLED)))
        with TemporaryDirectory(prefix="benchmark-") as data:
            samples["first start by uv run"].append(seconds_to_ready(Product(Path(data), command=BY_UV)))
    return [median_of(name, found, unit="s", at_most=TARGET_SECONDS) for name, found in samples.items()]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=5)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
