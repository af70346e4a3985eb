"""Whatever is killed, no process of a run outlives it; and the host runs again."""

import os
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from signal import SIGKILL, SIGSTOP, SIGTERM
from threading import Thread
from typing import Any

import psutil
import pytest

from apps.tools.toolhost.faults import lost_fault
from apps.tools.toolhost.host import PATIENCE_LOOKS, ToolHost
from apps.tools.toolhost.jobs import Job, Outcome
from apps.tools.toolhost.running import RunningTool
from apps.tools.toolhost.workspaces import remove_workspace, sweep_workspaces
from apps.tools.toolhost.zygote_process import ToolHostError
from tests.support.product import WAITING

NewJob = Callable[..., Job]
Eventually = Callable[..., None]
NewOwner = Callable[..., Any]
Alive = Callable[[list[int]], list[int]]

HOST_LOST = lost_fault()


class Waiting:
    """A run with a child that ignores SIGTERM and a daemon, waited for in a thread."""

    def __init__(self, host: ToolHost, job: Job, *, within: float = 600) -> None:
        self._said: Queue[list[int]] = Queue()
        self._outcomes: Queue[Outcome] = Queue()
        self.running: RunningTool = host.launch(job, within=within)
        Thread(target=self._wait, daemon=True).start()
        self.pids = self._said.get(timeout=60)

    def _wait(self) -> None:
        outcome = self.running.wait(lambda _, message: self._said.put([int(pid) for pid in message.split()]))
        self._outcomes.put(outcome)

    def outcome(self, *, within: float) -> Outcome:
        """How it ended."""
        return self._outcomes.get(timeout=within)


@pytest.fixture
def waiting(host: ToolHost, new_job: NewJob) -> Waiting:
    return Waiting(host, new_job("wait-a-while", families=True))


def keeper_of(waiting: Waiting) -> int:
    return psutil.Process(waiting.pids[0]).ppid()


def test_a_cancelled_run_is_gone_within_a_second_with_its_daemons(waiting: Waiting, alive: Alive) -> None:
    assert len(alive(waiting.pids)) == 3

    waiting.running.kill()

    outcome = waiting.outcome(within=30)
    assert (outcome.killed, outcome.fault) == (True, None)
    assert alive(waiting.pids) == []


def test_killing_a_run_that_has_ended_does_nothing(host: ToolHost, new_job: NewJob) -> None:
    running = host.launch(new_job("wait-a-while", seconds=0))
    outcome = running.wait(lambda *_: None)

    running.kill()

    assert (outcome.fault, outcome.killed) == (None, False)


def test_a_daemon_does_not_outlive_a_run_that_ends_well(
    host: ToolHost, new_job: NewJob, alive: Alive
) -> None:
    outcome = host.launch(new_job("wait-a-while", families=True, seconds=0)).wait(lambda *_: None)

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    pids = outcome.result["value"]
    assert isinstance(pids, list)
    assert len(pids) == 3
    assert alive([int(str(pid)) for pid in pids]) == []


def test_a_killed_keeper_takes_its_run_with_it(
    waiting: Waiting, alive: Alive, eventually: Eventually
) -> None:
    os.kill(keeper_of(waiting), SIGKILL)

    assert waiting.outcome(within=30).fault == HOST_LOST
    eventually(lambda: not alive(waiting.pids), within=30)


def test_a_killed_zygote_takes_its_runs_with_it_and_the_next_launch_starts_another(
    host: ToolHost, new_job: NewJob, waiting: Waiting, alive: Alive
) -> None:
    zygote = host.pid
    assert zygote

    os.kill(zygote, SIGKILL)

    outcome = waiting.outcome(within=30)
    assert outcome.fault == HOST_LOST
    assert not outcome.killed
    assert alive(waiting.pids) == []
    assert host.launch(new_job("copy-picture")).wait(lambda *_: None).fault is None
    assert host.pid != zygote


def test_a_zygote_that_was_killed_is_replaced_as_soon_as_it_is_gone(host: ToolHost, alive: Alive) -> None:
    zygote = host.pid
    assert zygote
    os.kill(zygote, SIGKILL)

    host.watch(seconds=60)

    assert host.pid
    assert host.pid != zygote
    assert alive([host.pid]) == [host.pid]


def test_a_zygote_that_hangs_is_replaced_and_its_runs_are_lost(
    host: ToolHost, waiting: Waiting, alive: Alive, eventually: Eventually
) -> None:
    zygote = host.pid
    assert zygote
    os.kill(zygote, SIGSTOP)

    while host.pid == zygote:
        host.watch(seconds=0.5)

    assert waiting.outcome(within=40).fault == HOST_LOST
    eventually(lambda: not alive([zygote, *waiting.pids]), within=40)


def test_a_zygote_that_answers_is_left_alone(host: ToolHost) -> None:
    zygote = host.pid

    for _ in range(PATIENCE_LOOKS * 3):
        host.watch(seconds=0.05)

    assert host.pid == zygote


def test_a_stopped_host_stays_stopped() -> None:
    other = ToolHost()
    other.start()
    other.stop()

    other.watch(seconds=0)

    assert other.pid is None
    with pytest.raises(ToolHostError):
        other.launch(Job(tool="checksum", options={}, workspace=Path("/")))


@pytest.mark.parametrize("is_told_to_end", [False, True], ids=["its time is over", "it is cancelled"])
def test_a_keeper_that_hangs_is_ended_with_its_run(
    host: ToolHost, new_job: NewJob, alive: Alive, eventually: Eventually, is_told_to_end: bool
) -> None:
    within = 600.0 if is_told_to_end else 8.0
    waiting = Waiting(host, new_job("wait-a-while", families=True), within=within)
    keeper = keeper_of(waiting)
    os.kill(keeper, SIGSTOP)

    if is_told_to_end:
        waiting.running.kill()

    assert waiting.outcome(within=40).fault == HOST_LOST
    eventually(lambda: not alive([keeper, *waiting.pids]), within=30)


def test_stopping_the_host_ends_its_runs(new_job: NewJob, alive: Alive) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).with_name("plugins")))
        other = ToolHost()
    other.start()
    waiting = Waiting(other, new_job("wait-a-while", families=True))
    zygote = other.pid
    assert zygote

    other.stop()

    assert alive([zygote, *waiting.pids]) == []


def test_the_zygote_is_one_small_thread(host: ToolHost, new_job: NewJob) -> None:
    host.launch(new_job("copy-picture")).wait(lambda *_: None)

    zygote = psutil.Process(host.pid)

    assert zygote.num_threads() == 1
    assert zygote.memory_info().rss <= 100 * 1024 * 1024
    assert zygote.environ() == {}


def test_a_hundred_runs_leave_no_descriptor_and_no_process(
    host: ToolHost, new_job: NewJob, eventually: Eventually
) -> None:
    host.launch(new_job("wait-a-while", seconds=0)).wait(lambda *_: None)
    worker, zygote = psutil.Process(), psutil.Process(host.pid)
    eventually(lambda: len(zygote.children(recursive=True)) == WAITING, within=30)
    before = worker.num_fds(), zygote.num_fds()

    for _ in range(100):
        host.launch(new_job("wait-a-while", seconds=0)).wait(lambda *_: None)

    # The last keeper has answered, and is about to end.
    eventually(lambda: len(zygote.children(recursive=True)) == WAITING, within=30)
    assert (worker.num_fds(), zygote.num_fds()) == before


@pytest.mark.parametrize("victim", range(WAITING))
def test_what_waits_ahead_may_be_killed_at_any_time(
    host: ToolHost, new_job: NewJob, eventually: Eventually, victim: int
) -> None:
    zygote = psutil.Process(host.pid)
    waiting: list[psutil.Process] = []

    def are_waiting() -> bool:
        waiting[:] = zygote.children(recursive=True)
        return len(waiting) == WAITING

    eventually(are_waiting, within=40)
    waiting[victim].kill()

    outcome = host.launch(new_job("copy-picture")).wait(lambda *_: None)

    # A keeper that is killed as it is given its run loses it, which the worker notices.
    assert outcome.fault in (None, HOST_LOST)


def test_runs_that_begin_at_once_need_nothing_that_waits(host: ToolHost, new_job: NewJob) -> None:
    running = [host.launch(new_job("copy-picture")) for _ in range(6)]

    assert [run.wait(lambda *_: None).fault for run in running] == [None] * 6


@pytest.mark.parametrize("signal", [SIGKILL, SIGTERM])
def test_a_killed_worker_takes_zygote_keeper_and_run_with_it(
    tmp_path: Path, new_owner: NewOwner, alive: Alive, eventually: Eventually, signal: int
) -> None:
    owner = new_owner(tmp_path, tool="wait-a-while", families=True)
    zygote = owner.line()["zygote"]
    pids = [int(pid) for pid in owner.line()["message"].split()]
    everyone = [zygote, psutil.Process(pids[0]).ppid(), *pids]
    assert alive(everyone) == everyone

    owner.process.send_signal(signal)
    owner.process.wait(30)

    eventually(lambda: not alive(everyone), within=30)


def test_what_survives_all_its_keepers_is_found_by_its_workspace(
    tmp_path: Path, new_owner: NewOwner, alive: Alive, eventually: Eventually
) -> None:
    root = tmp_path / "workspaces"
    (root / "dead").mkdir(parents=True)
    (root / "living").mkdir()
    owner = new_owner(root / "dead", tool="wait-a-while", families=True)
    zygote = owner.line()["zygote"]
    pids = [int(pid) for pid in owner.line()["message"].split()]
    keeper = psutil.Process(pids[0]).ppid()
    for pid in (zygote, keeper):
        psutil.Process(pid).suspend()
    for pid in (owner.process.pid, zygote, keeper):
        psutil.Process(pid).kill()
    eventually(lambda: not alive([pids[0], keeper, zygote]), within=30)
    escaped = alive(pids)
    assert escaped, "The daemon was to survive, else this test shows nothing."

    assert sweep_workspaces(root, is_alive=lambda worker: worker == "living") == ["dead"]

    eventually(lambda: not alive(escaped), within=30)
    assert [entry.name for entry in root.iterdir()] == ["living"]
    owner.process.wait(30)


def test_a_directory_of_any_depth_and_mode_is_removed(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    here = os.open(workspace, os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    closed = workspace / "closed"
    (closed / "inner").mkdir(parents=True)
    (closed / "inner" / "file").touch()
    (closed / "link").symlink_to(tmp_path)
    closed.chmod(0)

    remove_workspace(workspace)

    assert list(tmp_path.iterdir()) == []
