import subprocess
from pathlib import Path

import pytest

from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.verification.check import OutputInvalidError, check_output
from apps.tools.verification.video import inspect

ENCODERS = {"mp4": "libx264", "mov": "libx264", "mkv": "libx264", "webm": "libvpx", "avi": "mpeg4"}


def run_ffmpeg(*arguments: str) -> None:
    subprocess.run([find_ffmpeg(), "-nostdin", "-v", "error", "-y", *arguments], check=True, timeout=60)


def make_video(path: Path) -> Path:
    picture = ("-f", "lavfi", "-i", "testsrc=s=96x64:r=25:d=2", "-pix_fmt", "yuv420p")
    run_ffmpeg(*picture, "-c:v", ENCODERS[path.suffix[1:]], str(path))
    return path


@pytest.mark.parametrize("format", ENCODERS)
def test_a_video_is_found_with_its_size_and_duration(tmp_path: Path, format: str) -> None:
    found = check_output(make_video(tmp_path / f"a.{format}"), format=format, claims={"duration_seconds": 2})

    assert (found["width"], found["height"], found["rotation"]) == (96, 64, 0)
    assert found["duration_seconds"] == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_size_is_the_one_that_players_show(tmp_path: Path, degrees: int) -> None:
    turned = tmp_path / "turned.mp4"
    source = make_video(tmp_path / "a.mp4")
    run_ffmpeg("-display_rotation:v:0", str(-degrees % 360), "-i", str(source), "-c", "copy", str(turned))

    found = inspect(turned, "mp4")

    assert found["rotation"] == degrees
    assert (found["width"], found["height"]) == ((96, 64) if degrees == 180 else (64, 96))


@pytest.mark.parametrize("claims", [{"width": 97}, {"height": 63}, {"duration_seconds": 4}, {"pages": 1}])
def test_a_video_that_is_not_as_claimed_is_refused(tmp_path: Path, claims: dict[str, float]) -> None:
    with pytest.raises(OutputInvalidError, match=next(iter(claims))):
        check_output(make_video(tmp_path / "a.mp4"), format="mp4", claims=claims)


@pytest.mark.parametrize("format", ENCODERS)
def test_a_video_without_its_pictures_is_refused(tmp_path: Path, format: str) -> None:
    path = make_video(tmp_path / f"a.{format}")
    path.write_bytes(path.read_bytes()[:200])

    with pytest.raises(OutputInvalidError, match=f"cannot be read as {format}"):
        check_output(path, format=format, claims={})


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", str(path))

    with pytest.raises(OutputInvalidError, match="cannot be read as mp4"):
        check_output(path, format="mp4", claims={})
