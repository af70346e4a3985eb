"""Whatever a run does, cancelling it ends all its processes and gives the processor back."""

from pathlib import Path
from time import monotonic

import psutil
import pytest

from apps.tools.models import ToolExecution
from apps.tools.worker import Worker
from tests.support.product import eventually
from tests.tools.conftest import Queue, Store, Story
from tests.tools.plugins.video.conftest import run_ffmpeg
from tests.tools.worker.conftest import NewWorker, RunProcesses

SECONDS = 2.0
"""From the request to the last process, on a machine with nothing else to do."""
BUSY_MACHINE = 8
"""How much longer it may take in a test."""


def cancel(execution: ToolExecution, worker: Worker, run_processes: RunProcesses) -> None:
    """Ask for it, and see that it happens in time, to everything."""
    family = run_processes(worker)
    began = monotonic()

    ToolExecution.objects.request_cancel(execution_id=execution.pk)

    eventually(lambda: not any(map(lives, family)) and not run_processes(worker))
    eventually(lambda: ToolExecution.objects.get(pk=execution.pk).status == "cancelled")
    assert monotonic() - began < SECONDS * BUSY_MACHINE
    eventually(lambda: not list((worker.place.workspaces / worker.place.worker).iterdir()))


def lives(process: psutil.Process) -> bool:
    """Whether it can still use the processor."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("tool", "options", "processes"),
    [
        ("wait-a-while", {"families": True}, 3),
        ("misbehave-for-minutes", {"how": "hang_and_ignore_term"}, 1),
        ("misbehave-for-minutes", {"how": "spin_in_a_family"}, 5),
        ("misbehave-for-minutes", {"how": "run_long_program"}, 2),
    ],
)
def test_a_tool_that_does_not_want_to_end(
    new_worker: NewWorker,
    queue: Queue,
    story: Story,
    run_processes: RunProcesses,
    tool: str,
    options: dict[str, object],
    processes: int,
) -> None:
    execution, worker = queue(tool, **options), new_worker()
    worker.catch_up()
    eventually(lambda: len(run_processes(worker)) >= processes, seconds=120)

    cancel(execution, worker, run_processes)

    assert story(execution) == ["created", "claimed", "cancel_requested", "cancelled"]


@pytest.mark.parametrize(
    "program",
    ["ffmpeg", "pandoc"],
)
def test_a_program_that_a_tool_started(
    new_worker: NewWorker,
    queue: Queue,
    store: Store,
    run_processes: RunProcesses,
    tmp_path: Path,
    program: str,
) -> None:
    match program:
        case "ffmpeg":
            film = tmp_path / "film.mp4"
            picture = "testsrc=size=1280x720:rate=25:duration=20"
            run_ffmpeg("-f", "lavfi", "-i", picture, "-preset", "ultrafast", str(film))
            content, name, tool, target = film.read_bytes(), "film.mp4", "video-convert", "webm"
        case _:
            text = "> " * 3000 + "deep\n"
            content, name, tool, target = text.encode(), "deep.md", "document-convert", "html"
    execution, worker = queue(tool, store(content, name=name), output_format=target), new_worker()
    worker.catch_up()
    eventually(lambda: any(program in process.name() for process in run_processes(worker)), seconds=120)

    cancel(execution, worker, run_processes)
