"""Workers that are killed, frozen or cut off: what they had is done once, by them or by another."""

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import psutil
import pytest
from django.db import connection

from apps.iam.models import User
from apps.tools import storage
from apps.tools.models import ToolExecution
from tests.support.database_proxy import DatabaseProxy
from tests.support.product import Installation, Process, eventually, tree
from tests.tools.conftest import Queue, Store, Story
from tests.tools.worker.conftest import Outage, StartWorker

pytestmark = [pytest.mark.processes, pytest.mark.timeout(900), pytest.mark.django_db(transaction=True)]

LEASES = 18.0
"""Seconds: three of them, as the workers are told."""
FAMILY = 3
"""Processes of a tool with a child and a daemon."""


def zygote(worker: Process) -> psutil.Process:
    """The tool host of a worker, not what watches over its namespaces."""
    return next(
        process
        for process in tree(worker)
        if "toolhost" in " ".join(process.cmdline()) and process.name() != "bwrap"
    )


def at_work(worker: Process) -> list[psutil.Process]:
    """The processes of its runs: what only waits for one stands in no workspace."""
    found = []
    for process in tree(worker)[1:]:
        try:
            if "workspaces" in process.cwd() and lives(process):
                found.append(process)
        except psutil.Error:
            continue
    return found


def lives(process: psutil.Process) -> bool:
    """Whether it still does something; an orphan may wait for ever to be buried."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def holder_of(workers: list[Process], *, processes: int = FAMILY) -> Process:
    """The worker that has a run of so many processes, once there is one."""
    holders: list[Process] = eventually(
        lambda: [worker for worker in workers if len(at_work(worker)) >= processes], seconds=60
    )
    return holders[0]


def is_over(execution: ToolExecution) -> Callable[[], bool]:
    """Whether it has an end."""

    def look() -> bool:
        execution.refresh_from_db()
        return execution.status in ToolExecution.TERMINAL

    return look


def assert_done_again(story: list[str]) -> None:
    """It was lost, as often as a busy machine made a worker late, and completed once."""
    assert story[:4] == ["created", "claimed", "lost", "claimed"]
    assert story[4:-1] == ["lost", "claimed"] * ((len(story) - 5) // 2)
    assert story[-1] == "completed"


def kept_outputs() -> list[str]:
    """The keys of all outputs in the storage."""
    return list(filter(lambda key: key.startswith("outputs/"), storage.keys()))


@pytest.fixture
def proxy() -> Iterator[DatabaseProxy | None]:
    """Between a worker and PostgreSQL; a database in a file has nothing in between."""
    if connection.vendor == "sqlite":
        yield None
        return
    values = connection.settings_dict
    between = DatabaseProxy((values["HOST"], int(values["PORT"] or 5432)))
    between.start()
    yield between
    between.stop()


def test_what_a_killed_worker_had_is_taken_by_another_before_its_lease_is_over(
    start_worker: StartWorker, queue: Queue, story: Story
) -> None:
    workers = [start_worker(), start_worker()]
    execution = queue("wait-a-while", seconds=10, families=True)
    holder = holder_of(workers)
    family = at_work(holder)

    holder.kill()

    holder.wait()
    eventually(is_over(execution), seconds=300)
    assert_done_again(story(execution))
    assert execution.attempt == 1
    assert not any(map(lives, family))


def test_a_worker_that_wakes_after_its_lease_changes_nothing_any_more(
    start_worker: StartWorker, queue: Queue, store: Store, story: Story, data_dir: Path
) -> None:
    workers = [start_worker(), start_worker()]
    execution = queue("copy-later", store(b"a text\n"), seconds=5)
    zombie = holder_of(workers, processes=1)
    zombie.send_signal(signal.SIGSTOP)
    Event().wait(LEASES)
    eventually(is_over(execution), seconds=300)

    zombie.send_signal(signal.SIGCONT)

    eventually(lambda: not list((data_dir / "workspaces").glob("*/*")))
    assert_done_again(story(execution))
    assert kept_outputs() == [execution.outputs.get().key]


def test_a_tool_of_a_worker_that_wakes_after_its_lease_is_ended(
    start_worker: StartWorker, queue: Queue, story: Story
) -> None:
    workers = [start_worker(), start_worker()]
    execution = queue("wait-a-while", families=True)
    zombie = holder_of(workers)
    workers.remove(zombie)
    zombie.send_signal(signal.SIGSTOP)
    other = holder_of(workers)

    zombie.send_signal(signal.SIGCONT)

    eventually(lambda: at_work(zombie) == [])
    assert story(execution)[:4] == ["created", "claimed", "lost", "claimed"]
    assert len(at_work(other)) >= FAMILY


def test_after_an_outage_longer_than_its_lease_a_worker_goes_on_without_a_restart(
    start_worker: StartWorker, queue: Queue, outage: Outage, proxy: DatabaseProxy | None, story: Story
) -> None:
    worker = start_worker(port=proxy.port if proxy else None)
    execution = queue("wait-a-while", seconds=10, families=True)
    eventually(lambda: len(at_work(worker)) >= FAMILY, seconds=120)

    if proxy:
        proxy.cut()
        eventually(lambda: at_work(worker) == [])
        Event().wait(LEASES)
        proxy.restore()
    else:
        with outage():
            eventually(lambda: at_work(worker) == [])
            Event().wait(LEASES)

    eventually(is_over(execution), seconds=300)
    assert worker.poll() is None
    assert_done_again(story(execution))
    later = queue("wait-a-while", seconds=0)
    eventually(is_over(later), seconds=300)
    assert later.status == "completed"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_tool_host_that_dies_or_freezes_is_replaced_and_its_run_done_again(
    start_worker: StartWorker, queue: Queue, story: Story, number: int
) -> None:
    worker = start_worker()
    execution = queue("wait-a-while", seconds=20, families=True)
    eventually(lambda: len(at_work(worker)) >= FAMILY, seconds=120)
    before = zygote(worker)

    before.send_signal(number)

    eventually(is_over(execution), seconds=300)
    assert_done_again(story(execution))
    assert execution.attempt == 1
    assert zygote(worker) != before
    assert not lives(before)


def test_the_run_after_a_tool_host_was_killed_loses_nothing(
    start_worker: StartWorker, queue: Queue, story: Story
) -> None:
    worker = start_worker()
    before = zygote(worker)
    before.kill()
    psutil.wait_procs([before], timeout=20)

    execution = queue("wait-a-while", seconds=0)

    eventually(is_over(execution), seconds=300)
    assert story(execution) == ["created", "claimed", "completed"]
    assert (execution.attempt, execution.lost) == (1, 0)


def test_what_was_accepted_is_done_when_the_api_is_killed_before_it_rings(
    installation: Installation, start_worker: StartWorker, alice: User, story: Story
) -> None:
    start_worker()
    killed = installation.spawn(sys.executable, "-m", "tests.support.killed_while_ringing", str(alice.pk))
    assert killed.wait(timeout=60) == -signal.SIGKILL

    execution = ToolExecution.objects.get()
    eventually(is_over(execution), seconds=60)

    assert story(execution)[-1] == "completed"
