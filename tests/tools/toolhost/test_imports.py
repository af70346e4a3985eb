"""What a zygote imports, and when: nothing of a tool before its first run, and no more than works."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome

LARGEST_BEFORE_ANY_RUN = 48 * 1024 * 1024


def run(host: ToolHost, tool: str, source: Path, workspace: Path, **options: str) -> Outcome:
    """Give it a picture, staged as a worker does."""
    workspace.mkdir(parents=True)
    staged = workspace / "0000.png"
    staged.write_bytes(source.read_bytes())
    source_input = JobInput(
        role="source", path=staged, name="picture.png", format="png", size=staged.stat().st_size
    )
    job = Job(tool=tool, options=dict(options), inputs=(source_input,), workspace=workspace)
    return host.launch(job).wait(lambda *_: None)


@pytest.fixture
def fresh_host() -> Iterator[ToolHost]:
    """One that was asked nothing yet."""
    host = ToolHost()
    host.start()
    yield host
    host.stop()


def maps(host: ToolHost) -> str:
    """Which files the zygote has in its memory."""
    return Path(f"/proc/{host.pid}/maps").read_text()


def test_a_host_that_was_asked_nothing_is_small_and_has_forked_nothing(fresh_host: ToolHost) -> None:
    zygote = psutil.Process(fresh_host.pid)

    assert zygote.memory_info().rss < LARGEST_BEFORE_ANY_RUN
    assert zygote.children() == []
    assert "vips" not in maps(fresh_host)


def test_the_first_run_brings_the_libraries_for_those_that_follow(
    fresh_host: ToolHost, picture: Path, tmp_path: Path
) -> None:
    outcome = run(fresh_host, "checksum", picture, tmp_path / "run")

    assert outcome.fault is None
    assert "vips" in maps(fresh_host)


def test_a_library_that_is_broken_stops_only_the_tools_that_need_it(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pyvips.py").write_text("raise ImportError('libvips.so.42 is gone')\n")
    monkeypatch.syspath_prepend(str(broken))
    host = ToolHost()
    host.start()
    try:
        image = run(host, "image-convert", picture, tmp_path / "image", output_format="webp")
        text = run(host, "checksum", picture, tmp_path / "text")
    finally:
        host.stop()

    assert text.fault is None
    assert image.fault is not None


def test_a_tool_that_nobody_has_is_named(fresh_host: ToolHost, picture: Path, tmp_path: Path) -> None:
    outcome = run(fresh_host, "no-such-tool", picture, tmp_path / "run")

    assert outcome.fault is not None
    assert outcome.fault.detail == "The tool host has no tool named 'no-such-tool'."
