from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.video.compress_options import CompressedVideo, VideoCompressOptions
from apps.tools.plugins.video.video_compress import VideoCompress
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import as_shown, run_ffmpeg


@pytest.fixture
def compress(run_directly: RunDirectly) -> Any:
    def compress(path: Path, **options: Any) -> tuple[Path, CompressedVideo, ToolOutput]:
        output = run_directly(VideoCompress(), [path], **options)
        assert isinstance(output.result, CompressedVideo)
        return output.files[0].path, output.result, output

    return compress


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Three seconds that are hard to compress."""
    path = tmp_path / "film.mp4"
    picture = "testsrc2=s=160x90:r=25:d=3,noise=alls=20:allf=t"
    sound = ("-f", "lavfi", "-i", "anoisesrc=d=3:a=0.3", "-c:a", "aac")
    run_ffmpeg("-f", "lavfi", "-i", picture, *sound, "-pix_fmt", "yuv420p", "-crf", "18", str(path))
    return path


@pytest.mark.parametrize(
    ("codec", "format", "size"),
    [("h264", "mp4", 150_000), ("h264", "mp4", 60_000), ("hevc", "mkv", 100_000), ("vp9", "webm", 100_000)],
)
def test_the_result_is_just_below_the_size_asked_for(
    compress: Any, film: Path, codec: str, format: str, size: int
) -> None:
    path, result, _ = compress(film, target_size=size, codec=codec, output_format=format, preset="fast")

    assert result.reached is True
    assert size * 0.7 < path.stat().st_size == result.bytes_after <= size
    assert result.duration_seconds == pytest.approx(3, abs=0.1)
    assert result.bytes_before == film.stat().st_size


def test_a_size_that_cannot_be_reached_is_refused_with_the_least_there_is(compress: Any, film: Path) -> None:
    minute = film.with_name("minute.mp4")
    run_ffmpeg("-stream_loop", "19", "-i", str(film), "-c", "copy", str(minute))

    with pytest.raises(InvalidInputError, match=r"fit into 20000 bytes; at least \d+ are needed") as refusal:
        compress(minute, target_size=20_000)
    assert refusal.value.code == "input_not_allowed"


def test_a_quality_makes_it_smaller_within_a_box(compress: Any, film: Path) -> None:
    path, result, _ = compress(film, crf=32, height=44, preset="fast")

    assert as_shown(path).size == (78, 44)
    assert result.bytes_after < result.bytes_before / 2
    assert (result.reached, result.video_bitrate) == (None, None)


def test_progress_rises_through_both_passes(
    compress: Any, film: Path, reported: list[tuple[float, str]]
) -> None:
    compress(film, target_size=150_000)

    fractions = [fraction for fraction, _ in reported]
    assert fractions == sorted(fractions)
    assert fractions[-1] >= 0.85


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target_size": 100_000, "crf": 20}, "Give a target_size or a crf, not both."),
        ({"output_format": "mov", "codec": "vp9"}, "mov does not take VP9"),
        ({"target_size": 100}, "greater than or equal to 20000"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        VideoCompressOptions.model_validate(options)
