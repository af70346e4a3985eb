"""What may have killed its workers runs alone, and takes nothing else with it."""

from uuid import UUID

import pytest

from apps.tools.models import ExecutionEvent, ToolExecution
from apps.tools.worker import Worker
from tests.support.product import eventually
from tests.tools.conftest import Queue, Story
from tests.tools.worker.conftest import NewWorker

DONE = ["created", "claimed", "completed"]
LONG = 600
"""Seconds; a run of this length is there until it is cancelled."""


def suspect(execution: ToolExecution) -> ToolExecution:
    """Let it have been begun and lost twice; it is due now."""
    ToolExecution.objects.filter(pk=execution.pk).update(lost=2, deadline_at=None)
    return execution


def cancel(execution: ToolExecution) -> None:
    """Ask the worker that has it to stop."""
    assert ToolExecution.objects.request_cancel(execution_id=execution.pk)


@pytest.fixture
def worker(new_worker: NewWorker) -> Worker:
    """One with three slots."""
    return new_worker(concurrency=3)


def test_beside_a_suspect_a_worker_takes_nothing(worker: Worker, queue: Queue, story: Story) -> None:
    poison = suspect(queue("wait-a-while", seconds=LONG))
    worker.catch_up()
    eventually(lambda: "claimed" in story(poison))
    innocent = queue("wait-a-while", seconds=0)

    worker.run_available()

    assert story(innocent) == ["created"]
    cancel(poison)
    eventually(lambda: story(innocent) == DONE)


def test_a_busy_worker_takes_it_and_begins_it_when_all_others_have_ended(
    worker: Worker, queue: Queue, story: Story
) -> None:
    running = queue("wait-a-while", seconds=LONG)
    worker.catch_up()
    eventually(lambda: "claimed" in story(running))
    poison, innocent = suspect(queue("wait-a-while", seconds=0)), queue("wait-a-while", seconds=0)

    worker.catch_up()
    eventually(lambda: "claimed" in story(poison))
    worker.run_available()
    before = [story(poison), story(innocent)]
    cancel(running)
    eventually(lambda: story(innocent) == DONE)

    assert before == [["created", "claimed"], ["created"]]
    assert story(poison) == DONE


def test_one_that_waits_for_the_others_can_be_cancelled(worker: Worker, queue: Queue, story: Story) -> None:
    running = queue("wait-a-while", seconds=LONG)
    worker.catch_up()
    eventually(lambda: "claimed" in story(running))
    poison = suspect(queue("wait-a-while", seconds=LONG))
    worker.catch_up()
    eventually(lambda: "claimed" in story(poison))

    cancel(poison)

    eventually(lambda: story(poison)[-1] == "cancelled")
    assert story(running)[-1] == "claimed"
    cancel(running)


def test_no_worker_but_its_own_waits_for_it(new_worker: NewWorker, queue: Queue, story: Story) -> None:
    holder, other = new_worker(concurrency=2), new_worker(concurrency=1)
    running = queue("wait-a-while", seconds=LONG)
    holder.catch_up()
    eventually(lambda: "claimed" in story(running))
    poison, innocent = suspect(queue("wait-a-while", seconds=0)), queue("wait-a-while", seconds=0)
    holder.catch_up()
    eventually(lambda: "claimed" in story(poison))

    other.run_available()

    assert [story(poison), story(innocent)] == [["created", "claimed"], DONE]
    cancel(running)
    eventually(lambda: story(poison) == DONE)


def test_threads_that_claim_at_once_put_nothing_beside_a_suspect(worker: Worker, queue: Queue) -> None:
    suspects = set()
    for _ in range(3):
        queue("wait-a-while", seconds=0)
        queue("wait-a-while", seconds=0.2)
        suspects.add(suspect(queue("wait-a-while", seconds=0.1)).pk)

    worker.catch_up()
    eventually(lambda: not ToolExecution.objects.unended().exists(), seconds=60)

    held: set[UUID] = set()
    steps = ExecutionEvent.objects.filter(type__in=("claimed", "completed")).order_by("pk")
    for execution, step in steps.values_list("execution_id", "type"):
        if step == "claimed":
            assert not held & suspects
            held.add(execution)
        else:
            assert execution not in suspects or held == {execution}
            held.remove(execution)
    assert not ToolExecution.objects.exclude(status="completed").exists()
