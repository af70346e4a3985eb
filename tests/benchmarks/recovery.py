"""How long an execution waits when its worker is killed: from kill -9 to its next claim.

`uv run python -m tests.benchmarks.recovery --kills 20` starts `manage.py serve` on SQLite somewhere else.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.support.product import Product, eventually, running
from tests.support.worker_process import HOSTILE_TOOLS

CLAIMS = "SELECT count(*) FROM tools_executionevent WHERE type = 'claimed'"


def measure(product: Product, database: sqlite3.Connection) -> float:
    """Seconds from a kill to the next claim of the one execution there is."""

    def claims() -> int:
        return int(database.execute(CLAIMS).fetchone()[0])

    def is_processing() -> bool:
        found = database.execute("SELECT 1 FROM tools_toolexecution WHERE status = 'processing'").fetchone()
        return found is not None

    eventually(is_processing, seconds=120)
    before, victim = claims(), product.worker()
    database.execute("UPDATE tools_toolexecution SET lost = 0")
    began = time.perf_counter()
    victim.kill()
    while claims() == before:
        time.sleep(0.005)
    return time.perf_counter() - began


def main() -> None:
    """Kill, measure, and wait until the supervisor's pauses are short again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    kills = parser.parse_args().kills
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), PYTHONPATH=str(HOSTILE_TOOLS)) as product,
    ):
        client = product.client()
        answer = client.post(
            "/tools/wait-a-while/executions", json={"inputs": [], "options": {"seconds": 100}}
        )
        answer.raise_for_status()
        with closing(
            sqlite3.connect(product.data_dir / "magictoolbox.sqlite3", isolation_level=None)
        ) as database:
            times = []
            for _ in range(kills):
                times.append(measure(product, database))
                time.sleep(11)
    print(f"kill to claim: median {statistics.median(times):.2f} s, worst {max(times):.2f} s of {kills}")  # noqa: T201


if __name__ == "__main__":
    main()
