"""However a cancellation meets a claim, an end, a loss or a deadline: one end, and nobody is overlooked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.db.models.functions import Now

from apps.tools.exceptions import ExecutionEndedError
from apps.tools.models import ToolExecution
from apps.tools.services.cancel_execution import cancel_execution
from tests.support.product import eventually
from tests.tools.conftest import Queue, Story
from tests.tools.worker.conftest import NewWorker, RunProcesses

LEASE = timedelta(seconds=30)
ENDS = {"completed", "failed", "cancelled"}
MOMENTS = ["pending", "processing", "ended"]
RACES = 8

Step = Callable[[], object]

pytestmark = pytest.mark.django_db(transaction=True)


def claim(token: UUID) -> ToolExecution | None:
    """Take what waits."""
    return ToolExecution.objects.claim(worker="w", token=token, lease=LEASE)


def claimed(token: UUID) -> ToolExecution:
    """What a worker has."""
    execution = claim(token)
    assert execution is not None
    return execution


def complete(token: UUID) -> ToolExecution | None:
    """Its worker is done."""
    return ToolExecution.objects.finish(token=token, status="completed", progress=100)


def cancel(execution: ToolExecution) -> bool:
    """As its owner does; whether it was accepted."""
    try:
        cancel_execution(execution=execution)
    except ExecutionEndedError:
        return False
    return True


def lose(execution: ToolExecution) -> ToolExecution | None:
    """Its worker dies."""
    return ToolExecution.objects.release_lost(execution)


def give_up(execution: ToolExecution) -> ToolExecution | None:
    """It has waited for too long."""
    return ToolExecution.objects.give_up(execution_id=execution.pk)


def race(*steps: Step) -> list[object]:
    """What each step answers when all of them are done at the same moment."""
    start = Barrier(len(steps))

    def do(step: Step) -> object:
        try:
            start.wait()
            return step()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(do, steps))


def ends(execution: ToolExecution, story: Story) -> list[str]:
    """The final states it has had."""
    return [step for step in story(execution) if step in ENDS]


def test_a_cancellation_and_an_end_at_once_leave_one_end(queue: Queue, story: Story) -> None:
    for _ in range(RACES):
        execution, token = queue("gpx-analyze"), uuid4()
        claimed(token)

        _, completed = race(partial(cancel, execution), partial(complete, token))

        execution.refresh_from_db()
        assert completed is not None
        assert (execution.status, ends(execution, story)) == ("completed", ["completed"])


def test_a_cancellation_and_a_claim_at_once_end_it_or_tell_the_worker(queue: Queue, story: Story) -> None:
    for _ in range(RACES):
        execution, token = queue("gpx-analyze"), uuid4()

        _, taken = race(partial(cancel, execution), partial(claim, token))

        told = ToolExecution.objects.leases(tokens=[token])
        if taken is None:
            assert (ends(execution, story), told) == (["cancelled"], {})
        else:
            assert (ends(execution, story), told) == ([], {token: True})
            complete(token)


def test_a_cancellation_a_loss_and_an_end_at_once_leave_one_end(queue: Queue, story: Story) -> None:
    for _ in range(RACES):
        queue("gpx-analyze")
        token = uuid4()
        execution = claimed(token)

        race(partial(cancel, execution), partial(lose, execution), partial(complete, token))

        cancel(execution)
        execution.refresh_from_db()
        assert [execution.status] == ends(execution, story)


def test_a_cancellation_a_claim_and_a_deadline_at_once_leave_one_end(queue: Queue, story: Story) -> None:
    for _ in range(RACES):
        execution, token = queue("gpx-analyze"), uuid4()
        ToolExecution.objects.filter(pk=execution.pk).update(deadline_at=Now() - LEASE)

        race(partial(cancel, execution), partial(claim, token), partial(give_up, execution))

        complete(token)
        execution.refresh_from_db()
        assert [execution.status] == ends(execution, story)


def test_a_storm_of_cancellations_leaves_each_with_one_end_and_no_tool_behind(
    new_worker: NewWorker, queue: Queue, story: Story, run_processes: RunProcesses
) -> None:
    moments = [MOMENTS[number % 3] for number in range(18)]
    executions = [queue("wait-a-while", seconds=600 if it == "processing" else 0.2) for it in moments]
    worker = new_worker(concurrency=2)
    worker.catch_up()

    def cancel_at(execution: ToolExecution, moment: str) -> bool:
        eventually(lambda: has_come_to(execution, moment), seconds=120)
        try:
            return cancel(execution)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        accepted = list(pool.map(cancel_at, executions, moments))
    eventually(lambda: not ToolExecution.objects.unended().exists(), seconds=120)
    eventually(lambda: run_processes(worker) == [])

    for execution, moment, was_accepted in zip(executions, moments, accepted, strict=True):
        execution.refresh_from_db()
        assert [execution.status] == ends(execution, story)
        if moment != "pending":  # that one may have gone on while it was being cancelled
            assert was_accepted == (moment == "processing")
            assert execution.status == ("cancelled" if was_accepted else "completed")


def has_come_to(execution: ToolExecution, moment: str) -> bool:
    """Whether it is where it was to be cancelled, or beyond."""
    execution.refresh_from_db()
    now = "ended" if execution.status in ENDS else execution.status
    return MOMENTS.index(now) >= MOMENTS.index(moment)
