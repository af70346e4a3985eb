from pathlib import Path
from typing import Any

import av
import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.audio.extract_audio import ExtractAudio
from apps.tools.plugins.audio.results import SoundResult
from apps.tools.proving.sound import hear
from tests.tools.plugins.audio.conftest import packets
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, run_ffmpeg


@pytest.fixture
def extract(run_directly: RunDirectly) -> Any:
    def extract(path: Path, **options: Any) -> tuple[Path, SoundResult, ToolOutput]:
        output = run_directly(ExtractAudio(), [path], **options)
        assert isinstance(output.result, SoundResult)
        return output.files[0].path, output.result, output

    return extract


@pytest.mark.parametrize(
    ("name", "target"), [("a.mp4", "m4a"), ("a.mp4", "aac"), ("a.webm", "opus"), ("a.avi", "mp3")]
)
def test_sound_is_copied_packet_by_packet_where_the_format_takes_it(
    make_video: MakeVideo, extract: Any, name: str, target: str
) -> None:
    path, result, _ = extract(video := make_video(name), output_format=target)

    assert result.mode == "copy"
    found, wanted = packets(path), packets(video)
    # ADTS repeats its header in every packet; the MP3 begins with a frame that tells its length.
    assert len(found) == pytest.approx(len(wanted), abs=1)
    assert found[5].endswith(wanted[5][-50:])


def test_an_mp3_is_what_comes_unasked(make_video: MakeVideo, extract: Any) -> None:
    path, result, output = extract(make_video("a.mp4"))

    heard = hear(path, "mp3")
    assert output.files[0].format == "mp3"
    assert heard.tones == pytest.approx((440,), abs=10)
    assert heard.seconds == pytest.approx(2, abs=0.1)
    assert (result.mode, result.codec) == ("encode", "mp3")


def test_the_chosen_track_is_taken(make_video: MakeVideo, extract: Any, tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    high = ("-f", "lavfi", "-i", "sine=frequency=1000:d=2")
    run_ffmpeg("-i", str(make_video("a.mkv")), *high, "-map", "0", "-map", "1", "-c:v", "copy", str(path))

    made, _, output = extract(path, track=2, output_format="wav")

    assert hear(made, "wav").tones == pytest.approx((1000,), abs=10)
    assert "One of 2 sound tracks was taken." in output.notes


def test_a_track_that_is_not_there_is_refused(make_video: MakeVideo, extract: Any) -> None:
    with pytest.raises(
        InvalidInputError, match="The video has 1 sound tracks; there is no track 2"
    ) as refusal:
        extract(make_video("a.mp4"), track=2)
    assert refusal.value.code == "input_not_allowed"


def test_a_silent_video_has_no_sound_to_extract(make_video: MakeVideo, extract: Any) -> None:
    with pytest.raises(InvalidInputError, match="no sound track") as refusal:
        extract(make_video("a.mp4", sound=False))
    assert refusal.value.code == "input_not_allowed"


def test_where_it_was_filmed_does_not_leak_unless_it_is_kept(make_video: MakeVideo, extract: Any) -> None:
    source = make_video("a.mov", extra=("-metadata", "location=+48.85+002.35/", "-metadata", "title=CANARY"))

    removed, _, _ = extract(source, output_format="m4a")
    kept, _, _ = extract(source, output_format="m4a", metadata="keep")

    assert b"CANARY" not in removed.read_bytes()
    assert b"+48.85" not in removed.read_bytes()
    with av.open(str(kept)) as container:
        assert container.metadata["title"] == "CANARY"
