"""HOSTILE.md H111-H121: videos made to read other files, to exhaust, or to reach rare decoders."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError, ToolFailedError
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.video.video_rotate import VideoRotate
from tests.tools.plugins.conftest import RunDirectly, execute
from tests.tools.plugins.video.conftest import MakeVideo, run_ffmpeg

Refuse = Callable[[Path], InvalidInputError]


@pytest.fixture
def refused(run_directly: RunDirectly) -> Refuse:
    def refuse(path: Path) -> InvalidInputError:
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(VideoRotate(), [path], rotation="90_cw")
        return refusal.value

    return refuse


@pytest.fixture
def neighbour(make_video: MakeVideo) -> Path:
    """Another person's video."""
    return make_video("neighbour.mp4", extra=("-metadata", "title=CANARY"))


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{path}\n#EXT-X-ENDLIST\n",
    "remote hls": "#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{path}'\n",
    "dash": "<MPD><Period><AdaptationSet><BaseURL>file://{path}</BaseURL></AdaptationSet></Period></MPD>",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "asx": '<asx version="3.0"><entry><ref href="file://{path}"/></entry></asx>',
    "text": "\x1b[31mnothing but letters\n" * 400,
}


@pytest.mark.parametrize("extension", ["mp4", "mkv", "avi", "flv", "wmv", "mpg"])
@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_or_text_named_like_a_video_is_refused_by_its_bytes(
    refused: Refuse, neighbour: Path, tmp_path: Path, kind: str, extension: str
) -> None:
    path = tmp_path / f"video.{extension}"
    path.write_text(PLAYLISTS[kind].replace("{path}", str(neighbour)))

    refusal = refused(path)

    assert refusal.code == "input_mismatch"
    assert "CANARY" not in str(refusal)


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_behind_the_first_bytes_of_a_video_is_damaged(
    refused: Refuse, neighbour: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "video.mp4"
    start = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    path.write_bytes(start + PLAYLISTS[kind].replace("{path}", str(neighbour)).encode())

    assert refused(path).code == "input_corrupt"


@pytest.mark.parametrize("demuxer", ["mov", "hls", "concat"])
@pytest.mark.parametrize("kind", ["hls", "concat"])
def test_our_ffmpeg_opens_no_second_file_even_when_a_playlist_reaches_it(
    neighbour: Path, tmp_path: Path, kind: str, demuxer: str
) -> None:
    path, output = tmp_path / "video.mp4", tmp_path / "out.mp4"
    path.write_text(PLAYLISTS[kind].replace("{path}", str(neighbour)))
    source = ffmpeg.input_arguments(path, demuxer)

    with pytest.raises(ToolFailedError):
        execute(ffmpeg.command(source, ["-c", "copy", f"file:{output}"]), tmp_path, lambda _: None)

    assert not output.exists() or output.stat().st_size == 0


def test_a_subtitle_that_is_a_playlist_is_not_followed(
    refused: Refuse, neighbour: Path, tmp_path: Path
) -> None:
    playlist = PLAYLISTS["hls"].replace("{path}", str(neighbour)).encode()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    header = struct.pack("<14I", 40_000, 0, 0, 16, 1, 0, 1, 0, 96, 64, 0, 0, 0, 0)
    stream = struct.pack("<4s4sIHHIIIIIIII4H", b"txts", b"", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0, 0, 0)
    track = chunk(b"LIST", b"strl" + chunk(b"strh", stream) + chunk(b"strf", b""))
    tracks = chunk(b"LIST", b"hdrl" + chunk(b"avih", header) + track)
    subtitle = b"GAB2\0" + struct.pack("<HIHHI", 2, 2, 0, 4, len(playlist)) + playlist
    movie = chunk(b"LIST", b"movi" + chunk(b"00tx", subtitle))
    path = tmp_path / "video.avi"
    path.write_bytes(chunk(b"RIFF", b"AVI " + tracks + movie))

    assert refused(path).code in {"input_not_allowed", "input_corrupt"}


@pytest.mark.parametrize(
    ("name", "encoders"),
    [
        ("a.avi", ("-c:v", "magicyuv", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame")),
        ("a.avi", ("-c:v", "ffvhuff", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame")),
        ("a.mkv", ("-c:v", "libx264", "-c:a", "wavpack")),
        ("a.mov", ("-c:v", "qtrle", "-pix_fmt", "rgb24", "-c:a", "aac")),
    ],
)
def test_a_rare_codec_is_refused_before_it_runs(
    refused: Refuse, make_video: MakeVideo, name: str, encoders: tuple[str, ...]
) -> None:
    refusal = refused(make_video(name, encoders=encoders))

    assert refusal.code == "input_not_allowed"
    assert "which is not accepted. Save the file with a usual codec" in str(refusal)


def test_a_file_without_pictures_is_refused(refused: Refuse, tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", str(path))

    assert refused(path).code == "input_not_allowed"


def test_a_cover_is_no_video(refused: Refuse, tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    cover = (
        "-f",
        "lavfi",
        "-i",
        "color=s=64x64:d=1",
        "-frames:v",
        "1",
        "-c:v",
        "mjpeg",
        "-pix_fmt",
        "yuvj420p",
    )
    run_ffmpeg(
        "-f", "lavfi", "-i", "sine=d=1", *cover, "-c:a", "aac", "-disposition:v:0", "attached_pic", str(path)
    )

    assert refused(path).code == "input_not_allowed"


@pytest.mark.parametrize("size", ["17000x16", "16x17000", "8200x8200"])
def test_absurd_dimensions_are_refused(refused: Refuse, make_video: MakeVideo, size: str) -> None:
    encoders = ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "libmp3lame")
    assert refused(make_video("a.avi", size=size, seconds=0.04, encoders=encoders)).code == "input_limit"


def test_an_absurd_number_of_pictures_a_second_is_refused(refused: Refuse, make_video: MakeVideo) -> None:
    path = make_video("a.mp4", seconds=0.2, sound=False, extra=("-r", "10000"))
    assert refused(path).code == "input_limit"


def test_an_absurd_duration_is_refused(refused: Refuse, make_video: MakeVideo) -> None:
    path = make_video("a.avi", sound=False)
    content = bytearray(path.read_bytes())
    length = content.index(b"strh") + 8 + 32
    content[length : length + 4] = struct.pack("<I", 2**31 - 1)
    path.write_bytes(content)

    assert refused(path).code == "input_limit"


def test_too_many_tracks_are_refused(refused: Refuse, make_video: MakeVideo) -> None:
    path = make_video("a.mkv", extra=("-map", "0", *("-map", "1") * 40))
    assert refused(path).code == "input_limit"


@pytest.mark.parametrize("tenths", range(1, 9))
@pytest.mark.parametrize("name", ["a.mp4", "start.mp4", "a.mkv", "a.avi", "a.flv"])
def test_a_video_that_was_cut_off_is_refused(
    refused: Refuse, make_video: MakeVideo, name: str, tenths: int
) -> None:
    extra = ("-movflags", "+faststart") if name == "start.mp4" else ()
    path = make_video(name, seconds=12, size="320x240", extra=extra)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * tenths // 10])

    assert refused(path).code == "input_corrupt"


def test_a_box_of_no_length_does_not_loop(refused: Refuse, make_video: MakeVideo) -> None:
    content = make_video("a.mp4").read_bytes()
    for size in (0, 1):
        path = make_video("a.mp4")
        at = content.index(b"moov") - 4
        path.write_bytes(content[:at] + struct.pack(">I", size) + b"free" + content[at + 8 :])

        assert refused(path).code == "input_corrupt"
