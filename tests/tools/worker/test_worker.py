"""A worker keeps what it holds, lets go of what it must, and stops tidily."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import psutil
import pytest
from django.conf import LazySettings
from django.db import connection
from loguru import logger

from apps.tools.bells import Bell
from apps.tools.models import StoredFile, ToolExecution, WorkerNode
from apps.tools.toolhost import bubblewrap
from apps.tools.worker import Worker
from tests.support.product import eventually
from tests.tools.conftest import Queue, Story
from tests.tools.worker.conftest import NewWorker, Outage, RunProcesses

DONE = ["created", "claimed", "completed"]
A_LITTLE = 2.0
"""Seconds in which a busy machine ends the processes of a run."""


@pytest.fixture
def short_leases(settings: LazySettings) -> None:
    """Leases that end while a test can wait for it."""
    settings.LEASE = timedelta(seconds=4)


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What is logged meanwhile."""
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}")
    yield lines
    logger.remove(sink)


@pytest.fixture
def busy(new_worker: NewWorker, queue: Queue, run_processes: RunProcesses) -> tuple[Worker, ToolExecution]:
    """A worker with a run of a minute, which has children and daemons."""
    execution = queue("wait-a-while", families=True)
    worker = new_worker()
    worker.catch_up()
    eventually(lambda: len(run_processes(worker)) >= 3)  # the tool, its child, its daemon
    return worker, execution


def is_over(execution: ToolExecution) -> bool:
    """Whether it has an end."""
    execution.refresh_from_db()
    return execution.status in ToolExecution.TERMINAL


class TestTheHeartbeat:
    def test_reports_the_worker(self, new_worker: NewWorker) -> None:
        worker = new_worker(concurrency=3)
        node = eventually(WorkerNode.objects.alive().first)
        tier = 2 if bubblewrap.works() else 1
        assert (node.name, node.concurrency, node.sandbox_tier) == (worker.place.worker, 3, tier)
        assert node.broken_walls == ""
        assert "image-convert" not in node.unavailable_tools

    def test_reports_a_sandbox_that_does_not_hold_and_runs_nothing_risky_in_it(
        self, new_worker: NewWorker, settings: LazySettings
    ) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"sandbox_min_tier": 1})
        settings.BASE_DIR = Path(sys.prefix)  # where every run may read, and where no secret belongs
        planted = settings.BASE_DIR / "manage.py"
        planted.touch()
        try:
            new_worker()
        finally:
            planted.unlink()
        node = eventually(WorkerNode.objects.alive().first)
        assert "read manage.py" in node.broken_walls
        assert "holds what tier 0 promises" in node.unavailable_tools["video-convert"]
        assert "wait-a-while" in node.unavailable_tools
        assert "unit-convert" not in node.unavailable_tools

    def test_keeps_the_leases_of_its_runs(
        self, short_leases: None, new_worker: NewWorker, queue: Queue, story: Story
    ) -> None:
        execution = queue("wait-a-while", seconds=7)
        new_worker().catch_up()
        eventually(lambda: is_over(execution))
        assert story(execution) == DONE

    def test_ends_a_cancelled_run(
        self, busy: tuple[Worker, ToolExecution], story: Story, run_processes: RunProcesses
    ) -> None:
        worker, execution = busy
        ToolExecution.objects.request_cancel(execution_id=execution.pk)
        eventually(lambda: is_over(execution), seconds=20)
        assert story(execution) == ["created", "claimed", "cancel_requested", "cancelled"]
        assert run_processes(worker) == []

    def test_ends_a_run_that_someone_else_has_taken(
        self, busy: tuple[Worker, ToolExecution], story: Story, run_processes: RunProcesses
    ) -> None:
        worker, execution = busy
        worker.stopping.set()
        execution.refresh_from_db()
        ToolExecution.objects.release_lost(execution)
        eventually(lambda: run_processes(worker) == [], seconds=20)
        assert story(execution) == ["created", "claimed", "lost"]

    def test_survives_a_database_that_fails(self, new_worker: NewWorker, log: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tools_workernode RENAME TO gone")
            try:
                new_worker()
                eventually(lambda: "The heartbeat missed a beat" in "".join(log))
            finally:
                cursor.execute("ALTER TABLE gone RENAME TO tools_workernode")
        eventually(WorkerNode.objects.alive().exists)

    def test_starts_the_tool_host_again(self, new_worker: NewWorker, queue: Queue) -> None:
        worker = new_worker()
        assert worker.place.host.pid
        psutil.Process(worker.place.host.pid).kill()
        execution = queue("wait-a-while", seconds=0)
        worker.catch_up()
        eventually(lambda: is_over(execution))
        assert execution.status == "completed"


def test_a_worker_without_its_database_ends_its_runs_before_another_may_begin_them(
    short_leases: None,
    settings: LazySettings,
    busy: tuple[Worker, ToolExecution],
    outage: Outage,
    story: Story,
    run_processes: RunProcesses,
) -> None:
    worker, execution = busy
    worker.stopping.set()
    with outage():
        cut_off = monotonic()
        eventually(lambda: run_processes(worker) == [])
        assert monotonic() - cut_off < settings.LEASE.total_seconds() + A_LITTLE
    eventually(lambda: "lost" in story(execution))
    assert story(execution) == ["created", "claimed", "lost"]


def test_an_outage_shorter_than_the_lease_changes_nothing(
    short_leases: None, new_worker: NewWorker, queue: Queue, outage: Outage, story: Story
) -> None:
    execution = queue("wait-a-while", seconds=4)
    new_worker().catch_up()
    eventually(lambda: "claimed" in story(execution))
    with outage():
        Event().wait(1)
    eventually(lambda: is_over(execution))
    assert story(execution) == DONE


class TestStopping:
    def test_hands_back_what_does_not_end_in_time(
        self, busy: tuple[Worker, ToolExecution], story: Story, run_processes: RunProcesses
    ) -> None:
        worker, execution = busy
        host = worker.place.host.pid
        worker.stop(grace=0.2)
        assert story(execution) == ["created", "claimed", "handed_back"]
        execution.refresh_from_db()
        assert (execution.status, execution.attempt, execution.lost) == ("pending", 1, 0)
        assert not psutil.pid_exists(host or 0)
        assert not list((worker.place.workspaces / worker.place.worker).iterdir())

    def test_lets_running_work_end_in_time_and_begins_no_other(
        self, new_worker: NewWorker, queue: Queue, story: Story
    ) -> None:
        first, second = queue("wait-a-while", seconds=1), queue("wait-a-while", seconds=1)
        worker = new_worker()
        worker.catch_up()
        eventually(lambda: "claimed" in story(first))
        worker.stop(grace=30)
        assert [story(first), story(second)] == [DONE, ["created"]]

    def test_takes_nothing_once_it_has_stopped(
        self, new_worker: NewWorker, queue: Queue, story: Story
    ) -> None:
        worker = new_worker()
        worker.stop(grace=0)
        execution = queue("wait-a-while", seconds=0)
        worker.run_available()
        assert story(execution) == ["created"]

    def test_signs_off_and_may_be_asked_twice(self, new_worker: NewWorker) -> None:
        worker = new_worker()
        eventually(WorkerNode.objects.alive().exists)
        worker.stop(grace=0)
        worker.stop(grace=0)
        assert not WorkerNode.objects.exists()


def test_a_tool_that_lacks_something_here_is_left_to_other_workers(
    new_worker: NewWorker, queue: Queue, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)  # cannot be imported from now on
    worker = new_worker()
    impossible, possible = queue("video-rotate"), queue("wait-a-while", seconds=0)

    worker.run_available()

    assert [story(impossible), story(possible)] == [["created"], DONE]
    assert "imageio_ffmpeg" in eventually(WorkerNode.objects.alive().first).unavailable_tools["video-rotate"]


def test_a_worker_finds_what_no_ring_announced(
    new_worker: NewWorker, queue: Queue, track: StoredFile, story: Story
) -> None:
    worker, bell = new_worker(), Bell()
    serving = Thread(target=worker.serve, args=[bell])
    serving.start()
    execution = queue("gpx-analyze", track)
    eventually(lambda: is_over(execution), seconds=30)
    worker.stop(grace=5)
    serving.join(timeout=30)
    assert not serving.is_alive()
    assert story(execution) == DONE
