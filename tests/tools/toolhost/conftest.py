"""A tool host with hostile tools, and how to run one of them."""

import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome
from apps.tools.toolhost.workspaces import remove_workspace

HOSTILE_TOOLS = Path(__file__).with_name("plugins")

Misbehave = Callable[..., Outcome]
NewJob = Callable[..., Job]
Eventually = Callable[..., None]


@pytest.fixture(scope="session")
def host() -> Iterator[ToolHost]:
    """A host whose registry has the hostile tools too, found by their entry point."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HOSTILE_TOOLS))
        started = ToolHost()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A real PNG file of 4 x 3 pixels."""
    path = tmp_path / "picture.png"
    Image.new("RGB", (4, 3), "red").save(path)
    return path


@pytest.fixture
def new_job(tmp_path: Path, picture: Path) -> Iterator[NewJob]:
    """`new_job("copy-picture")` makes a workspace with the picture in it; keywords are the tool's options."""
    numbers = count()

    def make(tool: str, *, output_name: str = "", **options: Any) -> Job:
        workspace = tmp_path / "workspaces" / f"run-{next(numbers)}"
        (workspace / "in").mkdir(parents=True)
        staged = workspace / "in" / "0000.png"
        staged.write_bytes(picture.read_bytes())
        source = JobInput(
            role="source", path=staged, name="holiday.png", format="png", size=staged.stat().st_size
        )
        return Job(tool=tool, options=options, inputs=(source,), workspace=workspace, output_name=output_name)

    yield make
    for workspace in (tmp_path / "workspaces").glob("run-*"):
        remove_workspace(workspace)
        assert not workspace.exists()


@pytest.fixture
def misbehave(host: ToolHost, new_job: NewJob) -> Misbehave:
    """`misbehave("hang")` runs that misbehaviour to its end."""

    def run(how: str, **options: Any) -> Outcome:
        return host.launch(new_job("misbehave", how=how, **options)).wait(lambda *_: None)

    return run


@pytest.fixture
def eventually() -> Eventually:
    """`eventually(lambda: …, within=1)` fails unless the condition comes true in time."""

    def wait(condition: Callable[[], bool], *, within: float) -> None:
        deadline = time.monotonic() + within
        while not condition():
            assert time.monotonic() < deadline, f"It did not come true within {within} s."
            os.sched_yield()
            time.sleep(0.005)

    return wait


@pytest.fixture
def alive() -> Callable[[list[int]], list[int]]:
    """Which of these processes still run; a zombie does not."""

    def look(pids: list[int]) -> list[int]:
        found = []
        for pid in pids:
            try:
                if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                    found.append(pid)
            except psutil.NoSuchProcess:
                continue
        return found

    return look
