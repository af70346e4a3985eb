"""Tier 2: in namespaces of their own runs see nothing of the machine, and nothing of them stays."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGSTOP
from threading import Thread

import psutil
import pytest

from apps.tools.toolhost import bubblewrap
from apps.tools.toolhost.doctor import examine_sandbox
from apps.tools.toolhost.faults import lost_fault
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Outcome
from tests.tools.toolhost.conftest import HOSTILE_TOOLS, Eventually, NewJob, Owner

pytestmark = pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap does not work here")

PROJECT_ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def wrapped(tmp_path: Path) -> Iterator[ToolHost]:
    """A host at tier 2 for the workspaces of this test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HOSTILE_TOOLS))
        host = ToolHost(workspaces=tmp_path / "workspaces")
    host.start()
    yield host
    host.stop()


def family(host: ToolHost) -> list[psutil.Process]:
    """The process that watches over the zygote, the zygote, and all below it."""
    assert host.pid
    watching = psutil.Process(host.pid)
    return [watching, *watching.children(recursive=True)]


def gone(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=0)[1]


@pytest.mark.parametrize("tier", [1, 2])
def test_every_wall_that_a_tier_promises_holds(tier: int) -> None:
    report = examine_sandbox(
        secrets=[PROJECT_ROOT / "manage.py", PROJECT_ROOT / "pyproject.toml"], max_tier=tier
    )
    assert report.tier == tier
    assert report.broken == ()
    assert len(report.findings) >= 20
    assert {finding.tier for finding in report.findings} == {0, 1, 2}


def test_a_run_is_alone_with_its_host(wrapped: ToolHost, new_job: NewJob) -> None:
    outcome = wrapped.launch(new_job("misbehave", how="show_self")).wait(lambda *_: None)

    assert wrapped.tier == outcome.exit_info["tier"] == 2
    zygote = family(wrapped)[1]
    own, hosts = (Path(f"/proc/{pid}/ns/net").readlink() for pid in (zygote.pid, os.getpid()))
    assert own != hosts
    numbers = Path(f"/proc/{zygote.pid}/status").read_text()
    assert f"NSpid:\t{zygote.pid}\t1\n" in numbers


def test_a_run_makes_what_it_makes_elsewhere(wrapped: ToolHost, new_job: NewJob) -> None:
    job = new_job("copy-picture")

    outcome = wrapped.launch(job).wait(lambda *_: None)

    assert outcome.fault is None
    assert outcome.files[0].path.read_bytes() == job.inputs[0].path.read_bytes()


@pytest.mark.parametrize("who", ["keeper", "zygote"])
def test_who_hangs_is_ended_with_all_below(
    wrapped: ToolHost, new_job: NewJob, eventually: Eventually, who: str
) -> None:
    outcomes: list[Outcome] = []
    running = wrapped.launch(new_job("wait-a-while", families=True))
    began: list[str] = []
    waiting = Thread(target=lambda: outcomes.append(running.wait(lambda _, pids: began.append(pids))))
    waiting.start()
    eventually(lambda: bool(began), within=60)
    before = family(wrapped)
    keeper = next(process for process in before[2:] if len(process.children(recursive=True)) >= 3)
    os.kill(keeper.pid if who == "keeper" else before[1].pid, SIGSTOP)

    if who == "keeper":
        running.kill()
        below = [keeper]
    else:
        below = before
        while wrapped.pid == before[0].pid:
            wrapped.watch(seconds=0.5)
    waiting.join(60)

    assert [outcome.fault for outcome in outcomes] == [lost_fault()]
    eventually(lambda: gone(below), within=30)
    assert wrapped.launch(new_job("copy-picture")).wait(lambda *_: None).fault is None


def test_when_the_worker_is_killed_nothing_is_left(
    new_owner: Callable[..., Owner], tmp_path: Path, eventually: Eventually
) -> None:
    owner = new_owner(tmp_path, tool="wait-a-while", families=True, in_bubblewrap=True)
    assert owner.line()["tier"] == 2
    owner.line()
    everyone = psutil.Process(owner.process.pid).children(recursive=True)
    assert len(everyone) >= 6

    owner.process.kill()

    eventually(lambda: gone(everyone), within=30)


def test_where_bubblewrap_is_missing_or_may_not_work_tier_1_stays(tmp_path: Path) -> None:
    assert not bubblewrap.works(str(tmp_path))
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    assert not bubblewrap.works(f"{tmp_path}:/usr/bin:/bin")
