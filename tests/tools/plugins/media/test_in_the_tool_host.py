"""The tools for media within the walls of the real tool host."""

import shutil
import time
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest

from apps.tools.proving import audio, subtitle, video
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome
from apps.tools.toolhost.running import RunningTool
from tests.tools.plugins.video.conftest import run_ffmpeg


def start(host: ToolHost, folder: Path, tool: str, *files: tuple[str, Path], **options: Any) -> RunningTool:
    workspace = folder / "workspace"
    workspace.mkdir(mode=0o700)
    inputs = []
    for number, (role, file) in enumerate(files):
        path = workspace / f"input-{number}{file.suffix}"
        shutil.copy(file, path)
        size = path.stat().st_size
        inputs.append(JobInput(role=role, path=path, name=file.name, format=file.suffix[1:], size=size))
    return host.launch(Job(tool=tool, options=options, inputs=tuple(inputs), workspace=workspace))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Four minutes that take long to encode."""
    path = tmp_path / "film.mkv"
    picture = "testsrc2=s=640x360:r=25:d=240"
    run_ffmpeg("-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", "-preset", "ultrafast", str(path))
    return path


def test_progress_rises_and_a_cancelled_encoding_is_gone_within_two_seconds(
    tool_host: ToolHost, tmp_path: Path, film: Path
) -> None:
    reported: list[float] = []
    outcomes: list[Outcome] = []
    running = start(
        tool_host, tmp_path, "video-convert", ("source", film), output_format="webm", preset="small"
    )
    waiting = Thread(target=lambda: outcomes.append(running.wait(lambda done, _: reported.append(done))))
    waiting.start()
    until = time.monotonic() + 120
    while len(set(reported)) < 3 and time.monotonic() < until:
        waiting.join(0.05)
    encoders = [
        child for child in psutil.Process(tool_host.pid).children(recursive=True) if "ffmpeg" in child.name()
    ]

    running.kill()
    waiting.join(60)
    _, alive = psutil.wait_procs(encoders, timeout=20)

    assert len(encoders) == 1
    assert alive == []
    assert reported == sorted(reported)
    assert 0 < reported[-1] < 1
    assert outcomes[0].files == ()


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "vp9"])
def test_every_encoder_works_within_the_limits(tool_host: ToolHost, tmp_path: Path, codec: str) -> None:
    video.make_sample("mp4", source := tmp_path / "a.mp4")
    options = {"output_format": "mp4", "codec": codec, "mode": "reencode"}

    outcome = start(tool_host, tmp_path, "video-convert", ("source", source), **options).wait(lambda *_: None)

    assert outcome.fault is None
    assert outcome.files[0].details["duration_seconds"] == pytest.approx(2, abs=0.1)


def test_letters_are_drawn_with_the_fonts_of_the_machine(tool_host: ToolHost, tmp_path: Path) -> None:
    video.make_sample("mp4", source := tmp_path / "a.mp4")
    subtitle.make_sample("vtt", text := tmp_path / "a.vtt")
    files = (("source", source), ("subtitles", text))

    outcome = start(tool_host, tmp_path, "video-add-subtitles", *files, mode="burn").wait(lambda *_: None)

    assert outcome.fault is None
    assert outcome.files[0].format == "mp4"


def test_sounds_are_joined_by_a_list_of_ours(tool_host: ToolHost, tmp_path: Path) -> None:
    audio.make_sample("mp3", first := tmp_path / "a.mp3")
    audio.make_sample("mp3", second := tmp_path / "b.mp3")

    running = start(tool_host, tmp_path, "media-join", ("source", first), ("source", second), mode="copy")
    outcome = running.wait(lambda *_: None)

    assert outcome.fault is None
    assert outcome.files[0].details["duration_seconds"] == pytest.approx(3, abs=0.15)
