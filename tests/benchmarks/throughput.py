"""How many executions a second end with 1, 2 and 4 slots, beside the same number of bare Celery tasks.

Clients send requests without waiting, then everything must end; Celery's caller does the same. The one tool
does nothing, the other turns a JPEG of 64 x 48 pixels into a PNG.

uv run python -m tests.benchmarks.throughput
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

import httpx
from PIL import Image

from tests.benchmarks.bare_celery import bare_celery, nothing, shrink
from tests.benchmarks.measuring import Figure, arguments, median_of, show
from tests.benchmarks.queue_latency import takes_work
from tests.benchmarks.queues import KINDS
from tests.support.product import eventually

if TYPE_CHECKING:
    from celery.result import AsyncResult

SLOTS = (1, 2, 4)
CLIENTS = 4
EXECUTIONS = 100
WARM_UP = 10

SentT = TypeVar("SentT")


def send_all(send: Callable[[int], SentT], *, count: int) -> list[SentT]:
    """By several clients at once."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(send, range(count)))


def start(client: httpx.Client, tool: str, body: Mapping[str, object], _number: int) -> str:
    """One execution, not waited for; its id."""
    answer = client.post(f"/tools/{tool}/executions", json=body)
    assert answer.status_code in {httpx.codes.CREATED, httpx.codes.ACCEPTED}, answer.text
    key: str = answer.json()["id"]
    return key


def is_idle(client: httpx.Client) -> bool:
    """Whether everything has ended, and nothing failed."""
    found = client.get(
        "/executions", params={"status": ["pending", "processing", "failed"], "limit": 1}
    ).json()
    assert not any(item["status"] == "failed" for item in found["items"]), found
    return not found["items"]


def our_rate(client: httpx.Client, tool: str, body: Mapping[str, object], *, count: int) -> float:
    """Executions a second, from the first request to the last end."""
    started = time.perf_counter()
    keys = send_all(partial(start, client, tool, body), count=count)
    # Asking all the time would cost what is measured: wait for the youngest, then look for stragglers.
    client.get(f"/executions/{max(keys)}", headers={"Prefer": "wait=60"}, timeout=90)
    eventually(lambda: is_idle(client), seconds=300, what="an empty queue")
    return count / (time.perf_counter() - started)


def their_rate(send: Callable[[int], "AsyncResult[object]"], *, count: int) -> float:
    """Tasks a second, from the first call to the last result."""
    started = time.perf_counter()
    for result in send_all(send, count=count):
        result.get(timeout=300, interval=0.001)
    return count / (time.perf_counter() - started)


def small_picture() -> bytes:
    """A JPEG with something to see in it."""
    content = BytesIO()
    Image.radial_gradient("L").resize((64, 48)).convert("RGB").save(content, "JPEG", quality=90)
    return content.getvalue()


def with_slots(slots: int, *, repeat: int) -> list[Figure]:
    """The product in both ways and Celery, in turns."""
    picture = small_picture()
    rates: dict[str, list[float]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="benchmark-")))
        (folder / "picture.jpg").write_bytes(picture)
        stack.enter_context(bare_celery(slots=slots))
        work: dict[str, Callable[..., float]] = {
            "Celery, nothing": partial(their_rate, lambda _: nothing.delay()),
            "Celery, picture": partial(their_rate, lambda _: shrink.delay(str(folder / "picture.jpg"))),
        }
        for kind, begin in KINDS.items():
            client = stack.enter_context(stack.enter_context(begin(slots=slots)).client())
            eventually(partial(takes_work, client), seconds=60, what="a worker")
            file = client.post("/files", files={"file": ("picture.jpg", picture)}).json()["id"]
            tiny = {"inputs": [file], "options": {"output_format": "png"}}
            work[f"{kind}, nothing"] = partial(our_rate, client, "idle", {})
            work[f"{kind}, picture"] = partial(our_rate, client, "image-convert", tiny)
        for run in work.values():
            run(count=WARM_UP)
        for _ in range(repeat):
            for name, run in sorted(work.items(), key=lambda item: item[0].partition(", ")[2]):
                rates.setdefault(name, []).append(run(count=EXECUTIONS))
    return [median_of(f"{slots} slots: {name}", found, unit="/s") for name, found in rates.items()]


def measure(*, repeat: int) -> list[Figure]:
    """Each number of slots by itself."""
    return [figure for slots in SLOTS for figure in with_slots(slots, repeat=repeat)]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=3)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
