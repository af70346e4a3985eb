"""A tool host with hostile tools, and how to run one of them."""

import json
import os
import subprocess
import sys
import tempfile
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

OWNER = Path(__file__).with_name("owner.py")
NOBODY = 65534

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

    def run(how: str, *, tool: str = "misbehave", **options: Any) -> Outcome:
        return host.launch(new_job(tool, how=how, **options)).wait(lambda *_: None)

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


class Owner:
    """A process of its own that has a host, and a run in it."""

    def __init__(self, folder: Path, *, uid: int, tool: str, arguments: list[str], **options: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(OWNER), str(folder), str(uid), tool, json.dumps(options), *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> dict[str, Any]:
        """What it says next."""
        assert self.process.stdout
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def all_lines(self) -> list[dict[str, Any]]:
        """All that it says until it ends."""
        said = [json.loads(line) for line in self.process.stdout or ()]
        self.process.wait(10)
        return said


@pytest.fixture
def new_owner() -> Iterator[Callable[..., Owner]]:
    """`new_owner(folder, tool="wait-a-while")` starts one; it is ended with the test."""
    started: list[Owner] = []

    def start(
        folder: Path,
        *,
        tool: str,
        uid: int = 0,
        hide_landlock: bool = False,
        in_bubblewrap: bool = False,
        **options: Any,
    ) -> Owner:
        arguments = ["without-landlock"] * hide_landlock + ["in-bubblewrap"] * in_bubblewrap
        started.append(Owner(folder, uid=uid, tool=tool, arguments=arguments, **options))
        return started[-1]

    yield start
    for owner in started:
        owner.process.kill()
        owner.process.communicate()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for entry in folder.iterdir():
            remove_workspace(entry)


@pytest.fixture
def nobody(open_folder: Path) -> int:
    """A user without privileges, who owns the open folder; 0, to stay, if the tests have none either."""
    if os.geteuid() != 0:
        return 0
    os.chown(open_folder, NOBODY, NOBODY)
    return NOBODY
