from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.video.video_to_gif import VideoToGif
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, red_corner, run_ffmpeg, turn_tag


@pytest.fixture
def animate(run_directly: RunDirectly) -> Any:
    return lambda path, **options: run_directly(VideoToGif(), [path], **options).files[0].path


@pytest.fixture
def counting(tmp_path: Path) -> Path:
    """Two seconds in which every picture differs."""
    path = tmp_path / "counting.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc=s=160x90:r=25:d=2", "-pix_fmt", "yuv420p", str(path))
    return path


@pytest.mark.parametrize(("format", "suffix"), [("gif", "gif"), ("webp", "webp"), ("apng", "png")])
def test_it_moves_at_the_speed_of_the_video(animate: Any, counting: Path, format: str, suffix: str) -> None:
    path = animate(counting, output_format=format, start=0.5, duration=1, frame_rate=10, width=80)

    with Image.open(path) as picture:
        times = []
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            picture.load()
            times.append(picture.info["duration"])
        assert (path.suffix, picture.size) == (f".{suffix}", (80, 44))
    assert len(times) == 10
    assert sum(times) == pytest.approx(1000, abs=60)


@pytest.mark.parametrize(("loop", "expected"), [(0, 0), (1, None), (3, 2)])
def test_a_gif_plays_as_often_as_asked_for(
    animate: Any, counting: Path, loop: int, expected: int | None
) -> None:
    with Image.open(animate(counting, loop=loop)) as picture:
        # Repetitions after the first time; nothing is said where there is none.
        assert picture.info.get("loop") == expected


def test_a_palette_has_as_many_colours_as_asked_for(animate: Any, counting: Path) -> None:
    with Image.open(animate(counting, colours=8, dither="none")) as picture:
        colours = picture.convert("RGB").getcolors()
    assert colours
    assert len(colours) <= 8


def test_colours_and_direction_are_those_that_players_show(animate: Any, make_video: MakeVideo) -> None:
    for format in ("gif", "webp", "apng"):
        with Image.open(animate(turn_tag(make_video("a.mp4"), 90), output_format=format)) as picture:
            assert picture.size == (64, 96)
            assert red_corner(picture.convert("RGB")) == "upper right"


def test_more_pictures_than_anyone_could_open_are_refused(animate: Any, make_video: MakeVideo) -> None:
    with pytest.raises(InvalidInputError, match="would have 3500 pictures; at most 3000") as refusal:
        animate(make_video("a.mp4", seconds=70, sound=False), frame_rate=50)
    assert refusal.value.code == "input_limit"
