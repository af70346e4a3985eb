from pathlib import Path
from typing import Any

import av
import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.media.join_options import JoinedMedia
from apps.tools.plugins.media.media_join import MediaJoin
from apps.tools.proving.sound import hear
from tests.tools.plugins.audio.conftest import MakeSound
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, as_shown, red_corner, run_ffmpeg, turn_tag


@pytest.fixture
def join(run_directly: RunDirectly) -> Any:
    def join(*paths: Path, **options: Any) -> tuple[Path, JoinedMedia, ToolOutput]:
        output = run_directly(MediaJoin(), paths, **options)
        assert isinstance(output.result, JoinedMedia)
        return output.files[0].path, output.result, output

    return join


def lengths(path: Path) -> dict[str, float]:
    with av.open(str(path)) as container:
        pictures = [frame.time or 0 for frame in container.decode(video=0)]
    return {"video": max(pictures) + 0.04, "audio": hear(path, path.suffix[1:]).seconds}


def test_files_that_are_alike_are_joined_without_loss(join: Any, make_video: MakeVideo) -> None:
    first, second = make_video("a.mp4"), make_video("b.mp4", seconds=1)

    path, result, _ = join(first, second)

    assert (result.mode, result.files) == ("copy", 2)
    assert lengths(path)["video"] == pytest.approx(3, abs=0.1)
    assert lengths(path)["audio"] == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize("others", [("b.webm",), ("b.avi", "c.mpg")])
def test_files_that_differ_are_fitted_to_the_first_and_stay_in_step(
    join: Any, make_video: MakeVideo, others: tuple[str, ...]
) -> None:
    more = [make_video(name, size="64x96", seconds=1) for name in others]

    path, result, output = join(make_video("a.mp4"), *more)

    found = lengths(path)
    assert (result.mode, output.files[0].format) == ("reencode", "mp4")
    assert found["video"] == pytest.approx(2 + len(more), abs=0.15)
    assert found["audio"] == pytest.approx(found["video"], abs=0.15)
    assert as_shown(path, last=True).size == (96, 64)
    assert red_corner(as_shown(path)) == "upper left"


def test_a_silent_part_stays_silent_and_the_sound_after_it_in_its_place(
    join: Any, make_video: MakeVideo
) -> None:
    path, _, _ = join(make_video("a.mp4", sound=False, seconds=1), make_video("b.mp4", seconds=1))

    found = lengths(path)
    assert found["audio"] == pytest.approx(found["video"], abs=0.15)
    assert hear(path, "mp4").tones == pytest.approx((440,), abs=10)


def test_a_turned_part_is_shown_upright(join: Any, make_video: MakeVideo) -> None:
    turned = turn_tag(make_video("b.mp4", size="64x96"), 90)

    path, _, _ = join(make_video("a.mp4"), turned, mode="reencode")

    assert red_corner(as_shown(path, last=True)) == "upper right"


@pytest.mark.parametrize(
    ("names", "mode"),
    [
        (("a.mp3", "b.mp3"), "copy"),
        (("a.wav", "b.wav"), "copy"),
        (("a.flac", "b.flac"), "reencode"),
        (("a.m4a", "b.ogg"), "reencode"),
    ],
)
def test_sounds_follow_each_other(
    join: Any, make_sound: MakeSound, names: tuple[str, ...], mode: str
) -> None:
    low = make_sound(names[0], "0.4*sin(2*PI*440*t)", "0.4*sin(2*PI*440*t)")
    high = make_sound(names[1], "0.4*sin(2*PI*1000*t)", "0.4*sin(2*PI*1000*t)", seconds=2)

    path, result, _ = join(low, high)

    heard = hear(path, names[0].rpartition(".")[2])
    assert result.mode == mode
    assert heard.seconds == pytest.approx(3, abs=0.15)
    assert heard.tones == pytest.approx((1000, 1000), abs=10)


def test_a_name_with_quotes_is_no_line_of_the_list(join: Any, make_video: MakeVideo, tmp_path: Path) -> None:
    make_video("neighbour.mp4", seconds=5)
    sly = make_video("a.mp4").rename(tmp_path / "a' 'neighbour.mp4")

    path, _, _ = join(sly, make_video("b.mp4"))

    assert lengths(path)["video"] == pytest.approx(4, abs=0.1)


def test_sound_and_video_are_not_joined(join: Any, make_video: MakeVideo, make_sound: MakeSound) -> None:
    with pytest.raises(InvalidInputError, match="files of one kind") as refusal:
        join(make_video("a.mp4"), make_sound("a.mp3"))
    assert refusal.value.code == "input_not_allowed"


def test_a_copy_of_files_that_differ_is_refused(join: Any, make_video: MakeVideo) -> None:
    with pytest.raises(InvalidInputError, match="cannot be joined by copying"):
        join(make_video("a.mp4"), make_video("b.mp4", size="64x96"), mode="copy")


def test_where_it_was_filmed_does_not_leak(join: Any, make_video: MakeVideo) -> None:
    tags = ("-metadata", "title=CANARY")
    path, _, _ = join(make_video("a.mp4", extra=tags), make_video("b.mp4", extra=tags))

    assert b"CANARY" not in path.read_bytes()
    run_ffmpeg("-i", str(path), "-f", "null", "-")
