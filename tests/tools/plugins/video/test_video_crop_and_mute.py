from pathlib import Path
from typing import Any

import av
import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, NoOptions
from apps.tools.plugins.video.crop_options import VideoCropOptions
from apps.tools.plugins.video.results import VideoResult
from apps.tools.plugins.video.video_crop import VideoCrop
from apps.tools.plugins.video.video_mute import VideoMute
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, as_shown, run_ffmpeg, turn_tag


@pytest.fixture
def crop(run_directly: RunDirectly) -> Any:
    return lambda path, **options: run_directly(VideoCrop(), [path], **options)


def test_what_is_kept_is_what_was_in_the_box(crop: Any, make_video: MakeVideo) -> None:
    """The upper left third is red: a box over its edge shows both colours at the right places."""
    output = crop(make_video("a.mp4"), left=16, top=4, width=40, height=16)

    picture = as_shown(output.files[0].path)
    assert picture.size == (40, 16)
    left, right = picture.getpixel((4, 8)), picture.getpixel((36, 8))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] - left[2] > 100
    assert right[2] - right[0] > 100


def test_a_box_is_meant_as_players_show_the_video(crop: Any, make_video: MakeVideo) -> None:
    """Turned by 90 degrees the red corner is at the upper right of 64 x 96."""
    output = crop(turn_tag(make_video("a.mp4"), 90), left=48, top=0, width=16, height=16)

    pixel = as_shown(output.files[0].path).getpixel((8, 8))
    assert isinstance(pixel, tuple)
    assert pixel[0] - pixel[2] > 100


def test_black_bars_are_found_and_cut_off(crop: Any, tmp_path: Path) -> None:
    source = tmp_path / "bars.mp4"
    picture = "testsrc2=s=160x90:r=25:d=2,pad=160:130:0:20:black"
    run_ffmpeg("-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", str(source))

    result = crop(source, area="black_bars").result

    assert isinstance(result, VideoResult)
    assert result.width == 160
    assert result.height == pytest.approx(90, abs=2)


def test_a_box_beyond_the_picture_and_a_black_video_are_refused(
    crop: Any, make_video: MakeVideo, tmp_path: Path
) -> None:
    with pytest.raises(
        InvalidInputError, match="The box ends at 110x40, beyond the video's 96x64"
    ) as refusal:
        crop(make_video("a.mp4"), left=70, width=40, height=40)
    assert refusal.value.code == "input_not_allowed"

    black = tmp_path / "black.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "color=black:s=96x64:d=2", "-pix_fmt", "yuv420p", str(black))
    with pytest.raises(InvalidInputError, match="black all over"):
        crop(black, area="black_bars")


@pytest.mark.parametrize(
    ("options", "message"),
    [({}, "A box needs width and height."), ({"area": "black_bars", "width": 40}, "found, not given")],
)
def test_a_wrong_box_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        VideoCropOptions.model_validate(options)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi", "a.mpg", "a.wmv", "a.webm"])
def test_a_muted_video_has_the_same_pictures_and_no_sound(
    run_directly: RunDirectly, make_video: MakeVideo, name: str
) -> None:
    def packets(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(packet) for packet in container.demux(container.streams.video[0]) if packet.size]

    output = run_directly(VideoMute(), [source := make_video(name)], **NoOptions().model_dump())

    path = output.files[0].path
    assert packets(path) == packets(source)
    with av.open(str(path)) as container:
        assert len(container.streams.audio) == 0


def test_a_silent_video_stays_as_it_is_and_says_so(run_directly: RunDirectly, make_video: MakeVideo) -> None:
    assert "The video had no sound." in run_directly(VideoMute(), [make_video("a.mp4", sound=False)]).notes
