"""Executions whose worker is gone are found, those that none came to, and no others."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connections
from django.db.models.functions import Now

from apps.tools.models import ToolExecution
from apps.tools.worker.identity import worker_name
from apps.tools.worker.sweep import Swept, sweep_executions
from tests.tools.conftest import Queue, Story

FOREIGN = "00000000-4026531836-1-1"
LEASE = timedelta(seconds=30)


@pytest.fixture
def dead() -> str:
    """The name of a worker of this host that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    boot, namespace, _, ticks = worker_name().split("-")
    return f"{boot}-{namespace}-{ended.pid}-{ticks}"


def claim(worker: str) -> ToolExecution:
    """What this worker has in its hands, with half a minute to go."""
    execution = ToolExecution.objects.claim(worker=worker, token=uuid4(), lease=LEASE)
    assert execution is not None
    return execution


def expire(execution: ToolExecution) -> None:
    """Let its worker have been silent for too long."""
    ToolExecution.objects.filter(pk=execution.pk).update(lease_expires_at=Now() - timedelta(seconds=1))


def test_a_dead_worker_of_this_host_loses_its_work_at_once(queue: Queue, story: Story, dead: str) -> None:
    queue("gpx-analyze")
    execution = claim(dead)

    assert sweep_executions().freed == [execution]

    assert story(execution) == ["created", "claimed", "lost"]


def test_a_living_one_keeps_it(queue: Queue) -> None:
    queue("gpx-analyze")
    claim(worker_name())
    assert sweep_executions().freed == []


@pytest.mark.parametrize("worker", [FOREIGN, "named-by-an-older-version"])
def test_one_of_another_host_loses_it_after_its_lease(queue: Queue, worker: str) -> None:
    queue("gpx-analyze")
    execution = claim(worker)
    assert sweep_executions().freed == []

    expire(execution)

    assert sweep_executions().freed == [execution]
    assert sweep_executions().freed == []


def test_a_dry_run_names_them_and_frees_none(queue: Queue, story: Story, dead: str) -> None:
    queue("gpx-analyze")
    execution = claim(dead)

    assert sweep_executions(dry_run=True).freed == [execution]

    assert story(execution) == ["created", "claimed"]


def test_what_was_to_be_cancelled_ends_with_its_worker(queue: Queue, story: Story, dead: str) -> None:
    queue("gpx-analyze")
    execution = claim(dead)
    ToolExecution.objects.request_cancel(execution_id=execution.pk)

    sweep_executions()

    assert story(execution) == ["created", "claimed", "cancel_requested", "cancelled"]


class TestWhatNoWorkerCameTo:
    @pytest.fixture
    def forgotten(self, queue: Queue) -> ToolExecution:
        """An execution whose deadline was a second ago."""
        execution = queue("gpx-analyze")
        ToolExecution.objects.filter(pk=execution.pk).update(deadline_at=Now() - timedelta(seconds=1))
        return execution

    def test_ends_and_says_why(self, forgotten: ToolExecution, story: Story) -> None:
        assert sweep_executions().given_up == [forgotten]

        forgotten.refresh_from_db()
        assert (forgotten.status, forgotten.error_code) == ("failed", "queue_timeout")
        assert "No worker came to it within 6 hours" in forgotten.error_detail
        assert "Retry it later, or ask the operator." in forgotten.error_detail
        assert story(forgotten) == ["created", "failed"]

    def test_waits_on_until_then(self, queue: Queue, story: Story) -> None:
        execution = queue("gpx-analyze")

        assert sweep_executions().given_up == []

        assert story(execution) == ["created"]

    def test_is_named_by_a_dry_run_and_not_ended(self, forgotten: ToolExecution, story: Story) -> None:
        assert sweep_executions(dry_run=True).given_up == [forgotten]

        assert story(forgotten) == ["created"]

    def test_may_be_taken_after_its_deadline_as_long_as_nobody_has_swept(
        self, forgotten: ToolExecution, story: Story
    ) -> None:
        claim("w")

        assert ToolExecution.objects.give_up(execution_id=forgotten.pk) is None
        assert story(forgotten) == ["created", "claimed"]

    def test_has_the_whole_time_again_when_a_worker_gave_it_back(
        self, forgotten: ToolExecution, settings: LazySettings, story: Story
    ) -> None:
        token = claim("w").lease_token
        assert token is not None
        ToolExecution.objects.hand_back(token=token)
        assert sweep_executions().given_up == []

        ToolExecution.objects.update(available_at=Now() - settings.QUEUE_TIMEOUT - timedelta(seconds=1))

        assert sweep_executions().given_up == [forgotten]
        assert story(forgotten) == ["created", "claimed", "handed_back", "failed"]


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_at_once_free_and_end_each_execution_once(queue: Queue, story: Story, dead: str) -> None:
    held = [queue("gpx-analyze") for _ in range(8)]
    for _ in held:
        claim(dead)
    late = [queue("gpx-analyze") for _ in range(8)]
    ToolExecution.objects.pending().update(deadline_at=Now() - timedelta(seconds=1))

    def sweep(_: int) -> Swept:
        swept = sweep_executions()
        connections.close_all()
        return swept

    with ThreadPoolExecutor(4) as pool:
        sweeps = list(pool.map(sweep, range(4)))

    assert Counter(execution.pk for swept in sweeps for execution in swept.freed) == Counter(
        execution.pk for execution in held
    )
    assert Counter(execution.pk for swept in sweeps for execution in swept.given_up) == Counter(
        execution.pk for execution in late
    )
    assert {tuple(story(execution)) for execution in held} == {("created", "claimed", "lost")}
    assert {tuple(story(execution)) for execution in late} == {("created", "failed")}
