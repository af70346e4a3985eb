"""How long an execution takes that does nothing, from its request to its answer, beside a bare Celery task.

The product, embedded and on PostgreSQL + Redis, and Celery + Redis (threads, result read by the caller) take
turns. Ours comes over HTTP, forks, enters the sandbox and is written down; theirs does none of that.

uv run python -m tests.benchmarks.queue_latency
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from statistics import median, quantiles
from typing import Any

import httpx

from tests.benchmarks.bare_celery import bare_celery, nothing
from tests.benchmarks.measuring import Figure, arguments, milliseconds, show
from tests.benchmarks.queues import KINDS
from tests.support.product import eventually

SLOTS = 2
WARM_UP = 10
TARGET_RATIO = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """The milliseconds of one execution and of its parts; all but `total` by the database's clock."""

    total: float
    queued: float
    """From its row to the claim."""
    run: float
    """Staging and tool host, to the millisecond."""
    finish: float
    """What remains until the end is written: the claim's rest, files, the last transaction begun."""
    ended: float
    """From its row to its end."""


def run_once(client: httpx.Client) -> Sample:
    """One request that waits for its end."""
    answers = []

    def ask() -> None:
        answers.append(client.post("/tools/idle/executions", headers={"Prefer": "wait=30"}, json={}))

    total = milliseconds(ask)
    execution: dict[str, Any] = answers[0].json()
    assert execution.get("status") == "completed", answers[0].text
    created, began, ended = (
        datetime.fromisoformat(execution[name]) for name in ("created_at", "started_at", "finished_at")
    )
    queued, whole = (began - created).total_seconds() * 1000, (ended - created).total_seconds() * 1000
    run = execution["duration_ms"]
    return Sample(total=total, queued=queued, run=run, finish=whole - queued - run, ended=whole)


def takes_work(client: httpx.Client) -> bool:
    """Whether a worker has reported itself; until then its tools are not accepted."""
    return (
        client.post("/tools/idle/executions", headers={"Prefer": "wait=30"}, json={}).status_code
        == httpx.codes.CREATED
    )


def summary(
    name: str, samples: list[float], *, at_most: float | None = None, unit: str = "ms"
) -> list[Figure]:
    """The median with its range, and the 99th percentile."""
    middle = Figure(
        name=f"{name}, p50",
        value=median(samples),
        unit=unit,
        lowest=min(samples),
        highest=max(samples),
        at_most=at_most,
    )
    return [middle, Figure(name=f"{name}, p99", value=quantiles(samples, n=100)[-1], unit=unit)]


def measure(*, repeat: int) -> list[Figure]:
    """All three at once, each in its turn."""
    ours: dict[str, list[Sample]] = {kind: [] for kind in KINDS}
    bare: list[float] = []
    with ExitStack() as stack:
        stack.enter_context(bare_celery(slots=SLOTS))
        clients = {
            kind: stack.enter_context(stack.enter_context(start(slots=SLOTS)).client())
            for kind, start in KINDS.items()
        }
        for client in clients.values():
            eventually(partial(takes_work, client), seconds=60, what="a worker")
        for number in range(-WARM_UP, repeat):
            samples = {kind: run_once(client) for kind, client in clients.items()}
            alone = milliseconds(lambda: nothing.delay().get(timeout=60, interval=0.001))
            if number >= 0:
                bare.append(alone)
                for kind, sample in samples.items():
                    ours[kind].append(sample)
    figures = summary("Celery + Redis, call to result", bare)
    for kind, found in ours.items():
        figures += summary(f"{kind}, request to answer", [sample.total for sample in found])
        figures += summary(f"{kind}, row to end", [sample.ended for sample in found])
        for part in ("queued", "run", "finish"):
            values = [getattr(sample, part) for sample in found]
            figures.append(
                Figure(
                    name=f"  {part}", value=median(values), unit="ms", lowest=min(values), highest=max(values)
                )
            )
        for what, values in (
            ("answer", [sample.total for sample in found]),
            ("end", [sample.ended for sample in found]),
        ):
            ratio = median(values) / median(bare)
            figures.append(
                Figure(
                    name=f"{kind}, to the {what}, of Celery's", value=ratio, unit="x", at_most=TARGET_RATIO
                )
            )
    return figures


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=200)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
