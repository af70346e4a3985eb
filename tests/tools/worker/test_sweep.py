"""Executions whose worker is gone are found, and no others."""

import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from apps.tools.models import ToolExecution
from apps.tools.worker.identity import worker_name
from apps.tools.worker.sweep import sweep_executions
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

    assert sweep_executions() == [execution]

    assert story(execution) == ["created", "claimed", "lost"]


def test_a_living_one_keeps_it(queue: Queue) -> None:
    queue("gpx-analyze")
    claim(worker_name())
    assert sweep_executions() == []


@pytest.mark.parametrize("worker", [FOREIGN, "named-by-an-older-version"])
def test_one_of_another_host_loses_it_after_its_lease(queue: Queue, worker: str) -> None:
    queue("gpx-analyze")
    execution = claim(worker)
    assert sweep_executions() == []

    expire(execution)

    assert sweep_executions() == [execution]
    assert sweep_executions() == []


def test_a_dry_run_names_them_and_frees_none(queue: Queue, story: Story, dead: str) -> None:
    queue("gpx-analyze")
    execution = claim(dead)

    assert sweep_executions(dry_run=True) == [execution]

    assert story(execution) == ["created", "claimed"]


def test_what_was_to_be_cancelled_ends_with_its_worker(queue: Queue, story: Story, dead: str) -> None:
    queue("gpx-analyze")
    execution = claim(dead)
    ToolExecution.objects.request_cancel(execution_id=execution.pk)

    sweep_executions()

    assert story(execution) == ["created", "claimed", "cancel_requested", "cancelled"]
