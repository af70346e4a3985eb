"""The product with a tool that does nothing, embedded and distributed, as the queue's benchmarks need it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg

from tests.benchmarks import idle_tool
from tests.benchmarks.bare_celery import REDIS
from tests.support.product import Distributed, Installation, Product, started

POSTGRES = os.environ.get("BENCHMARK_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
"""A server on which databases may be made."""


@contextmanager
def own_database() -> Iterator[str]:
    """The address of a new PostgreSQL database, which is dropped in the end."""
    name = f"benchmark_{uuid4().hex}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def install_idle_tool(folder: Path) -> str:
    """Lay it there as an installer leaves a package; the PYTHONPATH that finds it."""
    metadata = folder / "benchmark_idle-1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Name: benchmark-idle\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[magictoolbox.tools]\nidle = benchmark_idle:Idle\n")
    shutil.copy(Path(idle_tool.__file__), folder / "benchmark_idle.py")
    return str(folder)


@contextmanager
def embedded(*, slots: int) -> Iterator[Installation]:
    """`serve` with its defaults, on SQLite."""
    with TemporaryDirectory(prefix="benchmark-") as name:
        path = install_idle_tool(Path(name, "installed"))
        with started(Product(Path(name), PYTHONPATH=path, WORKER_CONCURRENCY=str(slots))) as product:
            yield product


@contextmanager
def distributed(*, slots: int) -> Iterator[Installation]:
    """One API process and one Celery worker, on PostgreSQL and Redis."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="benchmark-")))
        product = Distributed(
            folder,
            PYTHONPATH=install_idle_tool(folder / "installed"),
            DATABASE_URL=stack.enter_context(own_database()),
            BROKER_URL=f"{REDIS}/14",
            CACHE_URL=f"{REDIS}/14",
            WORKER_CONCURRENCY=str(slots),
        )
        stack.enter_context(started(product))
        product.start_worker("benchmark")
        yield product


KINDS = {"embedded": embedded, "distributed": distributed}
"""How the product is started, each with a number of slots."""
