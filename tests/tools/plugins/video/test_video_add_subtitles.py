from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.video.video_add_subtitles import VideoAddSubtitles
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, run_ffmpeg


@pytest.fixture
def add(run_directly: RunDirectly, tmp_path: Path) -> Any:
    def add(video: Path, text: str, *, name: str = "a.srt", **options: Any) -> ToolOutput:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return run_directly(VideoAddSubtitles(), [video, path], roles=["source", "subtitles"], **options)

    return add


SRT = "1\n00:00:01,000 --> 00:00:01,600\nWWWWWWWW\n\n2\n00:00:09,000 --> 00:00:10,000\nlate\n"


@pytest.mark.parametrize(
    ("name", "format", "codec"),
    [
        ("a.mp4", "mp4", "mov_text"),
        ("a.mkv", "mkv", "subrip"),
        ("a.webm", "webm", "webvtt"),
        ("a.avi", "mkv", "subrip"),
    ],
)
def test_a_track_is_added_and_everything_else_is_copied(
    add: Any, make_video: MakeVideo, name: str, format: str, codec: str
) -> None:
    output = add(make_video(name), SRT, language="fra")

    with av.open(str(output.files[0].path)) as container:
        (track,) = container.streams.subtitles
        assert (track.codec_context.codec.canonical_name, track.language) == (codec, "fra")
        packets = [packet for packet in container.demux(track) if packet.size > 2]
        assert len(packets) == 1
        assert float((packets[0].pts or 0) * (packets[0].time_base or 0)) == pytest.approx(1, abs=0.05)
    assert output.files[0].format == format
    assert output.result.mode == ("reencode" if name == "a.avi" else "copy")
    assert "1 subtitles were left out: the video ends before them." in output.notes


def bright(path: Path, second: float) -> int:
    """How many pixels of the lower half are white."""
    with av.open(str(path)) as container:
        frame = next(frame for frame in container.decode(video=0) if (frame.time or 0) >= second)
        grey = frame.to_ndarray(format="gray")
    return int(np.count_nonzero(grey[grey.shape[0] // 2 :] > 200))


@pytest.mark.parametrize("name", ["a.srt", "a.ttml", "a.ass"])
def test_burned_letters_are_seen_while_they_should_be(add: Any, make_video: MakeVideo, name: str) -> None:
    texts = {
        "a.srt": SRT,
        "a.ttml": "<tt xmlns='http://www.w3.org/ns/ttml'><body>"
        "<p begin='1s' end='1.6s'>WWWWWWWW</p></body></tt>",
        "a.ass": "[Script Info]\nPlayResX: 320\nPlayResY: 200\n[V4+ Styles]\n"
        "Format: Name, Fontname, Fontsize\nStyle: Default,Nowhere,40\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:01.60,Default,,0,0,0,,WWWWWWWW\n",
    }
    output = add(make_video("a.mp4", size="320x200"), texts[name], name=name, mode="burn", font_size=40)

    path = output.files[0].path
    assert [bright(path, second) > 200 for second in (0.5, 1.2, 1.8)] == [False, True, False]
    assert output.files[0].format == "mp4"


def test_the_tracks_that_were_there_stay_before_the_new_one(
    add: Any, make_video: MakeVideo, tmp_path: Path
) -> None:
    text, source = tmp_path / "old.srt", tmp_path / "old.mkv"
    text.write_text("1\n00:00:00,500 --> 00:00:01,500\nHi\n")
    tags = ("-metadata:s:s:0", "language=deu")
    run_ffmpeg(
        "-i", str(make_video("a.mkv")), "-i", str(text), "-c", "copy", "-c:s", "srt", *tags, str(source)
    )

    output = add(source, SRT, language="eng")

    with av.open(str(output.files[0].path)) as container:
        assert [track.language for track in container.streams.subtitles] == ["deu", "eng"]


def test_subtitles_after_the_end_are_refused(add: Any, make_video: MakeVideo) -> None:
    with pytest.raises(InvalidInputError, match="all subtitles come after its end") as refusal:
        add(make_video("a.mp4"), "1\n00:01:00,000 --> 00:01:01,000\nlate\n")
    assert refusal.value.code == "input_not_allowed"
