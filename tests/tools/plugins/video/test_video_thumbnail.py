from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.video.video_thumbnail import VideoThumbnail
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, red_corner, run_ffmpeg, turn_tag


@pytest.fixture
def take(run_directly: RunDirectly) -> Any:
    def take(path: Path, **options: Any) -> Image.Image:
        with Image.open(run_directly(VideoThumbnail(), [path], **options).files[0].path) as picture:
            return picture.convert("RGB")

    return take


@pytest.fixture
def traffic_light(tmp_path: Path) -> Path:
    """A second of red, of lime and of blue."""
    path = tmp_path / "light.mp4"
    colours = [("-f", "lavfi", "-i", f"color={name}:s=96x64:r=25:d=1") for name in ("red", "lime", "blue")]
    joined = ("-filter_complex", "concat=n=3", "-pix_fmt", "yuv420p")
    run_ffmpeg(*(argument for colour in colours for argument in colour), *joined, str(path))
    return path


def strongest(picture: Image.Image, x: int, y: int) -> str:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return ("red", "lime", "blue")[pixel.index(max(pixel))]


@pytest.mark.parametrize(("moment", "colour"), [(0, "red"), (0.9, "red"), (1.1, "lime"), (2.5, "blue")])
@pytest.mark.parametrize("format", ["jpg", "png", "webp"])
def test_the_picture_is_that_of_the_moment(
    take: Any, traffic_light: Path, format: str, moment: float, colour: str
) -> None:
    assert strongest(take(traffic_light, moment=moment, output_format=format), 48, 32) == colour


def test_a_sheet_shows_the_whole_video_in_its_order(take: Any, traffic_light: Path) -> None:
    sheet = take(traffic_light, columns=3, rows=2, width=48)

    assert sheet.size == (144, 64)
    shown = [strongest(sheet, x, y) for y in (16, 48) for x in (24, 72, 120)]
    assert shown == ["red", "red", "lime", "lime", "blue", "blue"]


def test_a_turned_video_is_shown_as_players_show_it(take: Any, make_video: MakeVideo) -> None:
    picture = take(turn_tag(make_video("a.mp4"), 90))

    assert picture.size == (64, 96)
    assert red_corner(picture) == "upper right"


def test_a_moment_after_the_end_is_refused(take: Any, traffic_light: Path) -> None:
    with pytest.raises(
        InvalidInputError, match=r"The video has 3\.00 seconds; there is no picture at 3 s"
    ) as refusal:
        take(traffic_light, moment=3)
    assert refusal.value.code == "input_not_allowed"


def test_a_sheet_that_is_too_large_is_refused(take: Any, make_video: MakeVideo) -> None:
    with pytest.raises(InvalidInputError, match="Choose a smaller width") as refusal:
        take(make_video("a.mp4", size="1280x720", seconds=0.2), columns=10, rows=10)
    assert refusal.value.code == "input_limit"


def test_a_bare_stream_has_a_first_picture_but_no_sheet(take: Any, make_video: MakeVideo) -> None:
    bare = make_video("bare.mpg", sound=False, encoders=("-c:v", "mpeg2video", "-f", "mpeg2video"))

    assert red_corner(take(bare)) == "upper left"
    with pytest.raises(InvalidInputError, match="does not say how long it is"):
        take(bare, columns=2)
