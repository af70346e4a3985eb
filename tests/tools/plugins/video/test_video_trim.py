from pathlib import Path
from typing import Any

import av
import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.video.results import VideoResult
from apps.tools.plugins.video.video_trim import VideoTrim
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import ENCODERS, MakeVideo, run_ffmpeg


@pytest.fixture
def trim(run_directly: RunDirectly) -> Any:
    def trim(path: Path, **options: Any) -> tuple[Path, VideoResult, ToolOutput]:
        output = run_directly(VideoTrim(), [path], **options)
        assert isinstance(output.result, VideoResult)
        return output.files[0].path, output.result, output

    return trim


def brightening(path: Path) -> Path:
    """Three seconds that get brighter by 80 of 255 a second, with a key picture each second."""
    picture = "color=black:s=96x64:r=25:d=3,geq=lum='16+80*T':cb=128:cr=128"
    keys = ("-g", "25", "-pix_fmt", "yuv420p")
    run_ffmpeg(
        "-f",
        "lavfi",
        "-i",
        picture,
        "-f",
        "lavfi",
        "-i",
        "sine=d=3",
        *ENCODERS[path.suffix[1:]],
        *keys,
        str(path),
    )
    return path


def moments(path: Path) -> tuple[float, float, int]:
    """The seconds of the source that the first and the last picture are of, and how many there are."""
    with av.open(str(path)) as container:
        levels = [
            frame.reformat(format="yuv420p").to_ndarray()[32, 48] for frame in container.decode(video=0)
        ]
    return (int(levels[0]) - 16) / 80, (int(levels[-1]) - 16) / 80, len(levels)


@pytest.mark.parametrize("format", ["mp4", "mkv", "webm", "avi", "flv", "wmv", "mpg", "3gp"])
def test_an_exact_part_begins_and_ends_with_the_right_picture(tmp_path: Path, trim: Any, format: str) -> None:
    path, result, output = trim(brightening(tmp_path / f"a.{format}"), start=1.4, end=2.2)

    first, last, count = moments(path)
    assert first == pytest.approx(1.4, abs=0.08)
    assert last == pytest.approx(2.16, abs=0.08)
    assert count == pytest.approx(20, abs=1)
    assert (result.mode, output.files[0].format) == ("reencode", format)


def test_a_copy_begins_at_a_key_picture_and_says_so(tmp_path: Path, trim: Any) -> None:
    path, result, output = trim(brightening(tmp_path / "a.mkv"), start=1.4, duration=1, mode="copy")

    assert moments(path)[0] == pytest.approx(1, abs=0.05)
    assert result.mode == "copy"
    assert "It begins at the nearest key picture before the start that was asked for." in output.notes


def test_a_part_after_the_end_is_refused(make_video: MakeVideo, trim: Any) -> None:
    with pytest.raises(InvalidInputError, match="nothing of it is left after 9 s") as refusal:
        trim(make_video("a.mp4"), start=9)
    assert refusal.value.code == "input_not_allowed"
