from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.media.information import MediaInformation
from apps.tools.plugins.media.media_info import MediaInfo
from tests.tools.plugins.audio.conftest import MakeSound
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import ENCODERS, MakeVideo, run_ffmpeg, turn_tag


@pytest.fixture
def look(run_directly: RunDirectly) -> Any:
    def look(path: Path) -> MediaInformation:
        result = run_directly(MediaInfo(), [path]).result
        assert isinstance(result, MediaInformation)
        return result

    return look


@pytest.mark.parametrize("format", ENCODERS)
def test_a_video_tells_its_tracks_and_its_length(look: Any, make_video: MakeVideo, format: str) -> None:
    found = look(path := make_video(f"a.{format}"))

    kinds = {track.kind: track for track in found.tracks}
    assert set(kinds) == {"video", "audio"}
    assert (kinds["video"].width, kinds["video"].height, kinds["video"].frame_rate) == (96, 64, 25)
    assert (kinds["video"].aspect_ratio, kinds["video"].rotation) == ("3:2", 0)
    assert (kinds["audio"].sample_rate, kinds["audio"].channels) in {(44_100, 1), (48_000, 1)}
    assert found.duration_seconds == pytest.approx(2, abs=0.2)
    assert found.size_bytes == path.stat().st_size


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_turn_of_a_video_is_told(look: Any, make_video: MakeVideo, degrees: int) -> None:
    assert look(turn_tag(make_video("a.mp4"), degrees)).tracks[0].rotation == degrees


def test_tags_and_the_cover_of_a_song_are_told(look: Any, tagged: Path) -> None:
    found = look(tagged)

    assert (found.tags["title"], found.tags["artist"]) == ("Sea and sky", "CANARY")
    assert [track.kind for track in found.tracks] == ["audio", "cover"]


@pytest.mark.parametrize("name", ["a.mp3", "a.aac", "a.ac3", "a.flac", "a.opus", "a.wav"])
def test_the_length_of_a_sound_is_exact_even_where_no_header_says_it(
    look: Any, make_sound: MakeSound, name: str
) -> None:
    assert look(make_sound(name, "0.1*random(0)", seconds=3)).duration_seconds == pytest.approx(3, abs=0.1)


def test_chapters_and_languages_are_told(look: Any, make_video: MakeVideo, tmp_path: Path) -> None:
    chapters, path = tmp_path / "chapters.txt", tmp_path / "chapters.mkv"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=Beginning\n")
    source = make_video("a.mkv", extra=("-metadata:s:a:0", "language=fra"))
    run_ffmpeg("-i", str(source), "-i", str(chapters), "-map_chapters", "1", "-c", "copy", str(path))

    found = look(path)

    assert [(c.title, c.start_seconds, c.end_seconds) for c in found.chapters] == [("Beginning", 0, 1.5)]
    assert found.tracks[1].language == "fra"


def test_a_rare_codec_is_named_and_not_decoded(look: Any, make_video: MakeVideo) -> None:
    found = look(
        make_video("a.avi", encoders=("-c:v", "magicyuv", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame"))
    )

    assert [track.codec for track in found.tracks] == ["magicyuv", "mp3"]
    assert found.tracks[0].rotation is None


def test_a_book_in_a_tag_is_cut(look: Any, make_sound: MakeSound) -> None:
    found = look(make_sound("a.mp3", extra=("-metadata", f"comment={'x' * 5000}")))
    assert len(found.tags["comment"]) == 500


def test_a_damaged_file_is_refused(look: Any, make_video: MakeVideo) -> None:
    path = make_video("a.mp4")
    path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(InvalidInputError) as refusal:
        look(path)
    assert refusal.value.code == "input_corrupt"
