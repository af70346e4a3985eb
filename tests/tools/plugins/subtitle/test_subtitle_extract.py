from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import InvalidInputError, ToolInput, ToolOutput
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.media.tracks import SubtitleTrack
from apps.tools.plugins.subtitle.extract_options import ExtractedSubtitles
from apps.tools.plugins.subtitle.subtitle_extract import SubtitleExtract
from apps.tools.plugins.subtitle.tracks import choose_track
from apps.tools.proving.subtitle import read_cues
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, make_video, run_ffmpeg

__all__ = ["make_video"]


@pytest.fixture
def extract(run_directly: RunDirectly) -> Any:
    def extract(path: Path, **options: Any) -> tuple[Path, ExtractedSubtitles, ToolOutput]:
        output = run_directly(SubtitleExtract(), [path], **options)
        assert isinstance(output.result, ExtractedSubtitles)
        return output.files[0].path, output.result, output

    return extract


@pytest.fixture
def two_tracks(make_video: MakeVideo, tmp_path: Path) -> Path:
    """A Matroska video with English and German subtitles."""
    for language, words in (("en", "Hello <i>sea</i>"), ("de", "Grüß Gott")):
        text = f"1\n00:00:00,500 --> 00:00:01,250\n{words}\n"
        (tmp_path / f"{language}.srt").write_text(text, encoding="utf-8")
    path = tmp_path / "two.mkv"
    texts = (
        "-i",
        str(tmp_path / "en.srt"),
        "-i",
        str(tmp_path / "de.srt"),
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "2",
    )
    languages = ("-metadata:s:s:0", "language=eng", "-metadata:s:s:1", "language=ger")
    run_ffmpeg("-i", str(make_video("a.mkv")), *texts, "-c", "copy", "-c:s", "srt", *languages, str(path))
    return path


def test_the_chosen_track_comes_out_with_its_times_and_language(extract: Any, two_tracks: Path) -> None:
    path, result, _ = extract(two_tracks, track=2)

    assert read_cues(path, "srt") == ((500, 1250, "Grüß Gott"),)
    assert (result.language, result.cues, result.tracks) == ("ger", 1, 2)


@pytest.mark.parametrize(
    ("format", "words"), [("srt", "<i>sea</i>"), ("vtt", "<i>sea</i>"), ("ass", r"{\i1}sea{\i0}")]
)
def test_italic_words_stay_italic(extract: Any, two_tracks: Path, format: str, words: str) -> None:
    path, _, _ = extract(two_tracks, output_format=format)
    assert f"Hello {words}" in path.read_text("utf-8")


def test_a_transcript_has_the_words_only(extract: Any, two_tracks: Path) -> None:
    path, _, output = extract(two_tracks, output_format="txt")

    assert path.read_text("utf-8") == "Hello sea\n"
    assert "The times were left out." in output.notes


def test_a_track_that_is_not_there_is_refused(extract: Any, two_tracks: Path, make_video: MakeVideo) -> None:
    for source, number, count in ((two_tracks, 3, 2), (make_video("b.mp4"), 1, 0)):
        with pytest.raises(InvalidInputError, match=f"The video has {count} subtitle tracks") as refusal:
            extract(source, track=number)
        assert refusal.value.code == "input_not_allowed"


def test_pictures_of_text_are_no_text(two_tracks: Path) -> None:
    path = ToolInput(
        role="source", path=two_tracks, name="a.mkv", format="mkv", size=two_tracks.stat().st_size
    )
    video = inspect_video(path)
    drawn = SubtitleTrack(index=2, codec="hdmv_pgs_subtitle", language="eng")

    assert choose_track(video, 1).codec == "subrip"
    with pytest.raises(InvalidInputError, match="pictures of text") as refusal:
        choose_track(replace(video, subtitles=(drawn,)), 1)
    assert refusal.value.code == "input_not_allowed"
