"""What 1,000 followers, 50 waits and 50 slow uploads at once do to the requests of others.

uv run python -m tests.benchmarks.followers
"""

import asyncio
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from tests.benchmarks.load import ask_together, hold, percentile, request_bytes, trickle
from tests.benchmarks.measuring import Figure, arguments, median_of, product, show
from tests.support.product import Product

FOLLOWERS, WAITS, UPLOADS = 1000, 50, 50
WAIT_SECONDS = 30
UPLOAD_PIECE = b"a" * 10_000
PIECE_EVERY = 0.1
"""Seconds; with the piece, 100 KB a second."""
SECONDS = 6.0
CLIENTS = 4


async def _hold_all(port: int, key: str, execution: str, ready: Event) -> None:
    told = asyncio.Semaphore(0)
    follow = request_bytes("GET", "/api/v1/events", key=key)
    wait = request_bytes("GET", f"/api/v1/executions/{execution}", key=key, Prefer=f"wait={WAIT_SECONDS}")
    upload = request_bytes(
        "POST",
        "/api/v1/files",
        key=key,
        **{"Content-Type": "multipart/form-data; boundary=xyz", "Content-Length": str(2**28)},
    )
    tasks = [asyncio.create_task(hold(port, follow, told=told)) for _ in range(FOLLOWERS)]
    for _ in range(FOLLOWERS):
        await told.acquire()
    tasks += [asyncio.create_task(hold(port, wait, told=told)) for _ in range(WAITS)]
    tasks += [
        asyncio.create_task(trickle(port, upload, piece=UPLOAD_PIECE, every=PIECE_EVERY))
        for _ in range(UPLOADS)
    ]
    await asyncio.sleep(1)
    assert not any(task.done() for task in tasks), "something was not held"
    ready.set()
    await asyncio.gather(*tasks)


def _crowd(port: int, key: str, execution: str, ready: Event) -> None:
    asyncio.run(_hold_all(port, key, execution, ready))


@contextmanager
def crowd(started: Product, *, key: str, execution: str) -> Iterator[None]:
    """All of them there, in a process of their own."""
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=_crowd, args=(started.port, key, execution, ready), daemon=True)
    process.start()
    assert ready.wait(120), "the crowd did not get in"
    try:
        yield
    finally:
        process.kill()
        process.join()


def measure(*, repeat: int) -> list[Figure]:
    """The slowest hundredth of `GET /me`, alone and in the crowd in turn."""
    ratios, alone, together = [], [], []
    limit = str(2 * FOLLOWERS)
    with product(MAX_STREAMS_PER_USER=limit) as started, started.client() as client:
        key = str(client.headers["Authorization"])
        worker = started.worker()
        worker.send_signal(signal.SIGSTOP)  # so that there is something to wait for
        text = {"inputs": [{"text": "a", "name": "a.txt"}]}
        execution = client.post("/tools/text-charset/executions", json=text).json()["id"]
        me = request_bytes("GET", "/api/v1/me", key=key)
        ask_together(CLIENTS, seconds=2, port=started.port, request=me)
        for _ in range(repeat):
            idle = ask_together(CLIENTS, seconds=SECONDS, port=started.port, request=me)
            with crowd(started, key=key, execution=execution):
                busy = ask_together(CLIENTS, seconds=SECONDS, port=started.port, request=me)
            alone.append(percentile(idle, 99) * 1000)
            together.append(percentile(busy, 99) * 1000)
            ratios.append(together[-1] / alone[-1])
        worker.send_signal(signal.SIGCONT)
    return [
        median_of("p99 of GET /me, alone", alone),
        median_of("p99 of GET /me, in the crowd", together),
        median_of("ratio", ratios, unit="x", at_most=2),
    ]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=3)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
