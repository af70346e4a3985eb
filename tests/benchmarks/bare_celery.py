"""The least that Celery and Redis can do: what the queue is measured beside."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from celery import Celery

from tests.support.product import Installation

REDIS = os.environ.get("BENCHMARK_REDIS", "redis://127.0.0.1:6379")
"""Its databases 14 and 15 are used: 14 for the product, 15 for the bare Celery."""

app = Celery("bare", broker=f"{REDIS}/15", backend=f"{REDIS}/15")
app.conf.update(
    task_default_queue="benchmark-bare",
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    result_expires=300,
    broker_connection_retry_on_startup=True,
)


@app.task(name="bare.nothing")
def nothing() -> bool:
    """Answer at once."""
    return True


@app.task(name="bare.shrink")
def shrink(picture: str) -> int:
    """The work of the tiny real tool, in the worker's own process."""
    import pyvips

    image = pyvips.Image.jpegload(picture, fail_on="error", access="sequential")
    content: bytes = image.pngsave_buffer(keep="icc")
    return len(content)


@contextmanager
def bare_celery(*, slots: int) -> Iterator[None]:
    """A worker with so many threads, ready."""
    with TemporaryDirectory(prefix="benchmark-") as folder:
        place = Installation(Path(folder))
        quietly = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
        process = place.spawn(
            sys.executable, "-m", "celery", "-A", "tests.benchmarks.bare_celery", "worker",
            "--pool", "threads", "--concurrency", str(slots), "--hostname", "bare@localhost", *quietly,
        )  # fmt: skip
        try:
            nothing.delay().get(timeout=60)
            yield
        finally:
            place.kill([process])
            app.control.purge()
