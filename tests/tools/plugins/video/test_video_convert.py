from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.resampler import AudioResampler
from PIL import Image
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.video.convert_options import VideoConvertOptions
from apps.tools.plugins.video.results import VideoResult
from apps.tools.plugins.video.video_convert import VideoConvert
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, as_shown, red_corner, run_ffmpeg, turn_tag


@pytest.fixture
def convert(run_directly: RunDirectly) -> Any:
    def convert(path: Path, output_format: str, **options: Any) -> tuple[Path, VideoResult, ToolOutput]:
        output = run_directly(VideoConvert(), [path], output_format=output_format, **options)
        assert isinstance(output.result, VideoResult)
        return output.files[0].path, output.result, output

    return convert


def codecs(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        tracks = (*container.streams.video, *container.streams.audio)
        return [str(track.codec_context.codec.canonical_name) for track in tracks]


def moments(path: Path) -> tuple[float, float]:
    """When the picture turns white and when the tone begins."""
    with av.open(str(path)) as container:
        flash = next(f.time for f in container.decode(video=0) if f.to_ndarray(format="gray").mean() > 128)
    with av.open(str(path)) as container:
        resampler = AudioResampler(format="flt", layout="mono", rate=8000)
        pieces = [piece for frame in container.decode(audio=0) for piece in resampler.resample(frame)]
    samples = np.concatenate([piece.to_ndarray()[0] for piece in pieces])
    beep = (pieces[0].time or 0) + np.flatnonzero(np.abs(samples) > 0.1)[0] / 8000
    assert flash is not None
    return flash, beep


@pytest.mark.parametrize("target", ["mp4", "webm", "mkv", "avi", "flv", "wmv", "mpg", "ts", "ogv"])
def test_picture_and_sound_stay_together(convert: Any, tmp_path: Path, target: str) -> None:
    source = tmp_path / "flash.mov"
    picture = "color=black:s=96x64:r=25:d=2,drawbox=t=fill:c=white:enable='gte(t,1)',noise=alls=8:allf=t"
    sound = "aevalsrc='if(gte(t,1),0.5*sin(2*PI*440*t),0)':d=2:s=48000"
    run_ffmpeg(
        "-f",
        "lavfi",
        "-i",
        picture,
        "-f",
        "lavfi",
        "-i",
        sound,
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "pcm_s16le",
        str(source),
    )

    flash, beep = moments(convert(source, target, mode="reencode")[0])

    assert flash == pytest.approx(beep, abs=0.08)


@pytest.mark.parametrize(
    ("name", "target", "mode", "expected"),
    [
        ("a.mp4", "mkv", "copy", ["h264", "aac"]),
        ("a.mkv", "mp4", "copy", ["h264", "aac"]),
        ("a.mov", "mp4", "copy", ["h264", "aac"]),
        ("a.webm", "mkv", "copy", ["vp8", "opus"]),
        ("a.flv", "mp4", "reencode", ["h264", "mp3"]),
        ("a.mpg", "mp4", "reencode", ["h264", "aac"]),
        ("a.avi", "mp4", "reencode", ["h264", "mp3"]),
    ],
)
def test_pictures_are_copied_where_the_container_takes_them(
    convert: Any, make_video: MakeVideo, name: str, target: str, mode: str, expected: list[str]
) -> None:
    path, result, _ = convert(make_video(name), target)

    assert (result.mode, codecs(path)) == (mode, expected)
    assert red_corner(as_shown(path)) == "upper left"


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("target", ["mov", "mkv", "webm", "avi"])
def test_a_turned_video_is_shown_the_same_way(
    convert: Any, make_video: MakeVideo, target: str, degrees: int
) -> None:
    source = turn_tag(make_video("a.mp4"), degrees)

    path, result, _ = convert(source, target)

    assert red_corner(as_shown(path)) == red_corner(as_shown(source))
    assert as_shown(path).size == (result.width, result.height) == as_shown(source).size
    assert result.mode == ("copy" if target == "mov" else "reencode")


@pytest.mark.parametrize(
    ("size", "options", "expected"),
    [
        ("200x100", {"width": 100}, (100, 50)),
        ("200x100", {"height": 25}, (50, 24)),
        ("200x100", {"width": 60, "height": 60}, (60, 30)),
        ("200x100", {"width": 4000}, (200, 100)),
        ("97x63", {"width": 31}, (30, 20)),
    ],
)
def test_pictures_fit_into_the_box_and_are_never_enlarged(
    convert: Any, make_video: MakeVideo, size: str, options: dict[str, int], expected: tuple[int, int]
) -> None:
    path, result, _ = convert(make_video("a.mp4" if "x1" in size else "a.avi", size=size), "mp4", **options)

    assert as_shown(path).size == (result.width, result.height) == expected


@pytest.mark.parametrize(
    ("target", "codec"), [("mp4", "hevc"), ("mp4", "av1"), ("mkv", "vp9"), ("avi", "h264"), ("flv", "flv1")]
)
def test_the_codec_asked_for_is_used(convert: Any, make_video: MakeVideo, target: str, codec: str) -> None:
    path, result, _ = convert(make_video("a.mp4"), target, codec=codec)

    assert (codecs(path)[0], result.video_codec) == (codec, codec)
    assert red_corner(as_shown(path, last=True)) == "upper left"


def test_pictures_a_second_are_changed_and_the_length_stays(convert: Any, make_video: MakeVideo) -> None:
    path, result, _ = convert(make_video("a.mp4"), "mp4", frame_rate=10)

    with av.open(str(path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == pytest.approx(20, abs=1)
    assert result.duration_seconds == pytest.approx(2, abs=0.1)


def test_a_rate_that_mpeg_does_not_know_is_brought_to_the_nearest(
    convert: Any, make_video: MakeVideo
) -> None:
    path, _, output = convert(make_video("a.mp4"), "mpg", frame_rate=12)

    assert "mpeg2video cannot show 12 pictures a second; now they are 23.976." in output.notes
    assert red_corner(as_shown(path)) == "upper left"


def test_a_greater_crf_makes_a_smaller_file(convert: Any, tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x200:r=25:d=2", "-pix_fmt", "yuv420p", str(source))

    for target in ("mp4", "webm", "avi", "ogv"):
        good, small = (convert(source, target, crf=crf)[0].stat().st_size for crf in (18, 40))
        assert small < good * 0.7, target


def test_subtitles_go_along_where_there_is_a_place_and_are_noted_elsewhere(
    convert: Any, make_video: MakeVideo, tmp_path: Path
) -> None:
    text, source = tmp_path / "a.srt", tmp_path / "subtitled.mkv"
    text.write_text("1\n00:00:00,500 --> 00:00:01,500\nHi\n")
    run_ffmpeg(
        "-i",
        str(make_video("a.mkv")),
        "-i",
        str(text),
        "-c",
        "copy",
        "-c:s",
        "srt",
        "-metadata:s:s:0",
        "language=fra",
        str(source),
    )

    kept, _, _ = convert(source, "mp4")
    _, _, lost = convert(source, "avi")

    with av.open(str(kept)) as container:
        assert [track.language for track in container.streams.subtitles] == ["fra"]
    assert "1 subtitle tracks were left out: avi does not take them." in lost.notes


def test_films_in_high_dynamic_range_are_brought_down_to_ordinary_screens(
    convert: Any, tmp_path: Path
) -> None:
    source = tmp_path / "hdr.mkv"
    tags = (
        "-color_primaries",
        "bt2020",
        "-color_trc",
        "smpte2084",
        "-colorspace",
        "bt2020nc",
        "-color_range",
        "tv",
    )
    run_ffmpeg(
        "-f", "lavfi", "-i", "color=0x808080:s=96x64:r=25:d=1,format=yuv420p10le,"
        "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv",
        "-c:v", "libx265", *tags, str(source),
    )  # fmt: skip

    path, _, output = convert(source, "mp4", mode="reencode", codec="h264")

    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        assert (frame.format.name, int(frame.color_trc)) == ("yuv420p", 1)
    assert "The high dynamic range was brought down to that of ordinary screens." in output.notes
    assert "Colours were stored as yuv420p10le; now they are yuv420p." in output.notes


def test_an_animated_gif_becomes_a_video_of_the_same_length(convert: Any, tmp_path: Path) -> None:
    source = tmp_path / "a.gif"
    frames = [Image.new("RGB", (31, 21), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(source, save_all=True, append_images=frames[1:], duration=[200, 300, 500])

    path, result, _ = convert(source, "mp4")

    with av.open(str(path)) as container:
        shown = [
            (round(f.time or 0, 1), f.to_ndarray(format="rgb24")[8, 8].tolist())
            for f in container.decode(video=0)
        ]
    first = {max(range(3), key=colour.__getitem__): time for time, colour in reversed(shown)}
    assert first == {0: 0.0, 1: 0.2, 2: 0.5}
    assert (result.width, result.height) == (30, 20)
    assert result.duration_seconds == pytest.approx(1, abs=0.15)


def test_metadata_is_removed_unless_it_is_to_be_kept(convert: Any, make_video: MakeVideo) -> None:
    source = make_video("a.mov", extra=("-metadata", "title=CANARY", "-metadata", "location=+48.85+002.35/"))

    removed, _, output = convert(source, "mp4")
    kept, _, _ = convert(source, "mp4", metadata="keep")

    assert b"CANARY" not in removed.read_bytes()
    assert b"+48.85" not in removed.read_bytes()
    assert "Title, place, chapters and other metadata were left out." in output.notes
    assert b"CANARY" in kept.read_bytes()


def test_a_copy_that_is_not_possible_is_refused_with_the_reason(convert: Any, make_video: MakeVideo) -> None:
    with pytest.raises(
        InvalidInputError, match="The video cannot be copied: webm does not take h264"
    ) as refusal:
        convert(make_video("a.mp4"), "webm", mode="copy")
    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"output_format": "webm", "codec": "h264"}, "webm is written with: vp9, av1; not with h264."),
        ({"output_format": "mp4", "mode": "copy", "width": 100}, "A copy cannot be resized"),
        ({"output_format": "m3u8"}, "Input should be"),
        ({"output_format": "mp4", "vf": "movie=x"}, "Extra inputs are not permitted"),
        ({"output_format": "mp4", "crf": 52}, "less than or equal to 51"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        VideoConvertOptions.model_validate(options)
    assert message in str(refusal.value)
