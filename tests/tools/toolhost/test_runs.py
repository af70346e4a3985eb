"""What a run that goes well gives back, and what a tool finds around it."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, Outcome

Misbehave = Callable[..., Outcome]
NewJob = Callable[..., Job]


def test_a_run_gives_its_verified_file_its_result_and_its_progress(
    host: ToolHost, new_job: NewJob, picture: Path
) -> None:
    job = new_job("copy-picture")
    seen: list[tuple[float, str]] = []

    outcome = host.launch(job).wait(lambda fraction, message: seen.append((fraction, message)))

    assert outcome.fault is None
    assert seen == [(0.5, "half of it")]
    (produced,) = outcome.files
    assert produced.path.read_bytes() == picture.read_bytes()
    assert produced.path.is_relative_to(job.workspace)
    assert (produced.name, produced.format, produced.size) == (
        "holiday.png",
        "png",
        picture.stat().st_size,
    )
    assert (produced.details["width"], produced.details["height"]) == (4, 3)


def test_several_files_are_numbered_and_notes_are_kept(host: ToolHost, new_job: NewJob) -> None:
    outcome = host.launch(new_job("misbehave", how="output_three", output_name="trip.webp")).wait(
        lambda *_: None
    )

    assert [file.name for file in outcome.files] == ["trip-001.png", "trip-002.png", "trip-003.png"]
    assert outcome.notes == ("Three of them.",)


def test_many_runs_go_at_once_from_many_threads(host: ToolHost, new_job: NewJob) -> None:
    jobs = [new_job("copy-picture", output_name=f"copy {number}") for number in range(12)]

    with ThreadPoolExecutor(max_workers=6) as pool:
        outcomes = list(pool.map(lambda job: host.launch(job).wait(lambda *_: None), jobs))

    assert [outcome.files[0].name for outcome in outcomes] == [f"copy {number}.png" for number in range(12)]


def test_a_tool_sees_an_environment_made_from_nothing(misbehave: Misbehave) -> None:
    outcome = misbehave("show_environment")

    assert isinstance(outcome.result, dict)
    environment = outcome.result["value"]
    assert isinstance(environment, dict)
    assert set(environment) == {"PATH", "LANG", "HOME", "TMPDIR", "VIPS_CONCURRENCY", "VIPS_BLOCK_UNTRUSTED"}
    assert environment["HOME"] == environment["TMPDIR"]


def test_a_tool_has_no_descriptors_but_its_own(misbehave: Misbehave) -> None:
    assert misbehave("show_descriptors").result == {"value": [0, 1, 2, 3]}


def test_a_program_runs_in_the_workspace_and_is_heard_by_lines(misbehave: Misbehave) -> None:
    outcome = misbehave("run_program")

    assert isinstance(outcome.result, dict)
    heard = outcome.result["value"]
    assert isinstance(heard, list)
    assert heard[:2] == ["one", "two"]
    *lines, whole = map(str, heard)
    assert whole.splitlines() == lines
    assert not [line for line in lines if line.startswith(("DJANGO", "SECRET", "DATABASE", "PYTEST"))]


def test_a_run_costs_milliseconds(host: ToolHost, new_job: NewJob) -> None:
    def seconds() -> float:
        job = new_job("wait-a-while", seconds=0)
        began = time.perf_counter()
        host.launch(job).wait(lambda *_: None)
        return time.perf_counter() - began

    assert statistics.median(seconds() for _ in range(15)) < 0.2
