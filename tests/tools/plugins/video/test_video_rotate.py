from pathlib import Path
from typing import Any

import av
import pytest
from pydantic import ValidationError

from apps.tools.base import ToolOutput
from apps.tools.plugins.video.rotate_options import VideoRotateOptions, VideoRotation
from apps.tools.plugins.video.video_rotate import VideoRotate
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import MakeVideo, as_shown, red_corner, run_ffmpeg, turn_tag

CORNERS = {"90_cw": "upper right", "90_ccw": "lower left", "180": "lower right"}


@pytest.fixture
def rotate(run_directly: RunDirectly) -> Any:
    def rotate(path: Path, rotation: str = "90_cw", **options: Any) -> tuple[Path, VideoRotation, ToolOutput]:
        output = run_directly(VideoRotate(), [path], rotation=rotation, **options)
        assert isinstance(output.result, VideoRotation)
        return output.files[0].path, output.result, output

    return rotate


def tracks(path: Path) -> list[tuple[str, str]]:
    with av.open(str(path)) as container:
        return [(stream.type, stream.codec_context.codec.canonical_name) for stream in container.streams]


def durations(path: Path) -> dict[str, float]:
    """The time from the first packet of a track to the end of its last one."""
    spans: dict[str, list[float]] = {}
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.pts is not None:
                start = float(packet.pts * packet.time_base)
                spans.setdefault(packet.stream.type, []).extend(
                    (start, start + float((packet.duration or 0) * packet.time_base))
                )
    return {kind: max(moments) - min(moments) for kind, moments in spans.items()}


@pytest.mark.parametrize("mode", ["metadata", "reencode"])
@pytest.mark.parametrize("rotation", CORNERS)
def test_the_corner_moves_where_it_was_told(
    make_video: MakeVideo, rotate: Any, rotation: str, mode: str
) -> None:
    path, result, _ = rotate(make_video("clip.mp4"), rotation, mode=mode)

    assert red_corner(as_shown(path)) == CORNERS[rotation]
    assert red_corner(as_shown(path, last=True)) == CORNERS[rotation]
    assert (result.width, result.height) == ((96, 64) if rotation == "180" else (64, 96))
    assert as_shown(path).size == (result.width, result.height)
    assert (result.rotation, result.mode) == (rotation, mode)
    assert result.duration_seconds == pytest.approx(2, abs=0.1)


def test_a_tag_leaves_every_packet_as_it_was(make_video: MakeVideo, rotate: Any) -> None:
    source = make_video("clip.mp4")

    path, result, _ = rotate(source)

    def packets(file: Path) -> list[bytes]:
        with av.open(str(file)) as container:
            return [bytes(packet) for packet in container.demux() if packet.size]

    assert result.mode == "metadata"
    assert sorted(packets(path)) == sorted(packets(source))


@pytest.mark.parametrize(
    ("tag", "rotation", "expected"),
    [
        (90, "90_cw", "lower right"),
        (90, "90_ccw", "upper left"),
        (180, "180", "upper left"),
        (270, "90_cw", "upper left"),
    ],
)
@pytest.mark.parametrize("mode", ["metadata", "reencode"])
def test_a_tag_that_is_there_counts(
    make_video: MakeVideo, rotate: Any, tag: int, rotation: str, expected: str, mode: str
) -> None:
    tagged = turn_tag(make_video("clip.mp4"), tag)

    path, result, _ = rotate(tagged, rotation, mode=mode)

    assert red_corner(as_shown(path)) == expected
    assert as_shown(path).size == (result.width, result.height)


@pytest.mark.parametrize(
    ("name", "expected_mode"),
    [
        ("a.mp4", "metadata"),
        ("a.m4v", "metadata"),
        ("a.mov", "metadata"),
        ("a.3gp", "metadata"),
        ("a.mkv", "metadata"),
        ("a.webm", "reencode"),
        ("a.avi", "reencode"),
        ("a.flv", "reencode"),
        ("a.wmv", "reencode"),
        ("a.mpg", "reencode"),
    ],
)
def test_every_input_format_is_turned_into_a_playable_mp4(
    make_video: MakeVideo, rotate: Any, name: str, expected_mode: str
) -> None:
    path, result, _ = rotate(make_video(name))

    assert result.mode == expected_mode
    assert red_corner(as_shown(path)) == "upper right"
    assert [kind for kind, _ in tracks(path)] == ["video", "audio"]
    lengths = durations(path)
    assert lengths["video"] == pytest.approx(2, abs=0.15)
    assert lengths["audio"] == pytest.approx(lengths["video"], abs=0.2)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a.mp4", "mp4", [("video", "h264"), ("audio", "aac")]),
        ("a.mp4", "mov", [("video", "h264"), ("audio", "aac")]),
        ("a.mov", "mov", [("video", "h264"), ("audio", "pcm_s16le")]),
        ("a.mov", "mp4", [("video", "h264"), ("audio", "aac")]),
        ("a.avi", "mp4", [("video", "h264"), ("audio", "mp3")]),
        ("a.mkv", "mkv", [("video", "h264"), ("audio", "vorbis")]),
        ("a.webm", "webm", [("video", "vp9"), ("audio", "opus")]),
        ("a.mp4", "webm", [("video", "vp9"), ("audio", "opus")]),
    ],
)
def test_sound_is_copied_where_the_container_takes_it_and_encoded_elsewhere(
    make_video: MakeVideo, rotate: Any, source: str, target: str, expected: list[tuple[str, str]]
) -> None:
    path, _, output = rotate(make_video(source), output_format=target)

    assert tracks(path) == expected
    assert output.files[0].format == target
    assert red_corner(as_shown(path)) == "upper right"


def test_what_was_lost_or_chosen_is_noted(make_video: MakeVideo, rotate: Any) -> None:
    source = make_video(
        "a.avi",
        size="97x63",
        encoders=("-c:v", "mpeg4", "-c:a", "pcm_s16le"),
        extra=("-metadata", "title=Sea"),
    )

    _, _, output = rotate(source)

    assert output.notes == (
        "The pictures were encoded again with libx264.",
        "One row or column of pixels was cut off: the encoder needs even dimensions.",
        "mp4 does not take pcm_s16le sound; it was encoded as aac.",
        "Title, place, chapters and other metadata were left out.",
    )


def test_an_odd_video_becomes_even(make_video: MakeVideo, rotate: Any) -> None:
    path, result, _ = rotate(make_video("a.avi", size="97x63"))

    assert (result.width, result.height) == (62, 96)
    assert as_shown(path).size == (62, 96)


def test_colours_that_players_do_not_know_are_reduced_and_noted(make_video: MakeVideo, rotate: Any) -> None:
    source = make_video("a.mkv", encoders=("-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "aac"))

    _, _, output = rotate(source, mode="reencode")

    assert "Colours were stored as yuv444p; now they are yuv420p." in output.notes


def test_a_video_without_sound_stays_without_sound(make_video: MakeVideo, rotate: Any) -> None:
    path, _, _ = rotate(make_video("a.avi", sound=False))
    assert tracks(path) == [("video", "h264")]


def test_all_sound_tracks_keep_their_language(make_video: MakeVideo, rotate: Any) -> None:
    two = (
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "1",
        "-metadata:s:a:0",
        "language=deu",
        "-metadata:s:a:1",
        "language=fra",
    )
    path, _, _ = rotate(make_video("a.mkv", extra=two))

    with av.open(str(path)) as container:
        assert [track.language for track in container.streams.audio] == ["deu", "fra"]


def test_where_and_by_whom_it_was_filmed_does_not_leak(make_video: MakeVideo, rotate: Any) -> None:
    canaries = (
        "-metadata",
        "location=+48.85+002.35/",
        "-metadata",
        "title=CANARY",
        "-metadata",
        "artist=CANARY",
    )
    source = make_video("a.mov", extra=(*canaries, "-movflags", "use_metadata_tags"))
    assert b"CANARY" in source.read_bytes()

    for mode in ("metadata", "reencode"):
        path, _, _ = rotate(source, mode=mode)
        assert b"CANARY" not in path.read_bytes()
        assert b"+48.85" not in path.read_bytes()


def test_progress_rises_to_the_end(
    make_video: MakeVideo, rotate: Any, reported: list[tuple[float, str]]
) -> None:
    rotate(make_video("a.mp4", size="640x360", seconds=20), mode="reencode")

    fractions = [fraction for fraction, _ in reported]
    assert fractions == sorted(fractions)
    assert len(set(fractions)) >= 2
    assert fractions[-1] > 0.95
    assert reported[-1][1] == "20 of 20 seconds"


def test_a_mirrored_video_is_turned_picture_by_picture(
    make_video: MakeVideo, rotate: Any, tmp_path: Path
) -> None:
    mirrored = tmp_path / "mirrored.mp4"
    run_ffmpeg("-display_hflip:v:0", "-i", str(make_video("a.mp4")), "-c", "copy", str(mirrored))

    path, result, _ = rotate(mirrored)

    assert result.mode == "reencode"
    assert red_corner(as_shown(path)) == "lower right"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "rotation\n  Field required"),
        ({"rotation": "90"}, "Input should be '90_cw', '90_ccw' or '180'"),
        ({"rotation": 90}, "Input should be '90_cw', '90_ccw' or '180'"),
        ({"rotation": "90_cw", "output_format": "avi"}, "Input should be 'mp4', 'mkv', 'mov' or 'webm'"),
        ({"rotation": "90_cw", "vf": "movie=x"}, "Extra inputs are not permitted"),
        (
            {"rotation": "90_cw", "mode": "metadata", "output_format": "webm"},
            "Most players ignore a tag in webm.",
        ),
        (
            {"rotation": "90_cw", "mode": "metadata", "output_format": "mkv"},
            "Choose mp4 or mov, or another mode.",
        ),
    ],
)
def test_a_wrong_option_is_refused_and_never_guessed(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        VideoRotateOptions.model_validate(options)
    assert message in str(refusal.value)


def test_a_bare_mpeg_stream_is_turned_though_it_has_no_duration(make_video: MakeVideo, rotate: Any) -> None:
    source = make_video("bare.mpg", sound=False, encoders=("-c:v", "mpeg2video", "-f", "mpeg2video"))

    path, result, _ = rotate(source)

    assert red_corner(as_shown(path, last=True)) == "upper right"
    assert result.duration_seconds == pytest.approx(2, abs=0.1)
