"""HOSTILE.md H111-H119 for sound: playlists, absurd headers, rare codecs, and files that were cut off."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.audio.audio_convert import AudioConvert
from tests.tools.plugins.audio.conftest import MakeSound
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.video.conftest import run_ffmpeg

Refuse = Callable[[Path], InvalidInputError]


@pytest.fixture
def refused(run_directly: RunDirectly) -> Refuse:
    def refuse(path: Path) -> InvalidInputError:
        target = "flac" if path.suffix == ".wav" else "wav"
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(AudioConvert(), [path], output_format=target)
        return refusal.value

    return refuse


@pytest.mark.parametrize("extension", ["mp3", "m4a", "ogg", "wav", "flac", "mka", "wma", "aiff", "wv"])
def test_a_playlist_named_like_a_sound_is_refused_by_its_bytes(
    refused: Refuse, make_sound: MakeSound, tmp_path: Path, extension: str
) -> None:
    neighbour = make_sound("neighbour.wav")
    path = tmp_path / f"sound.{extension}"
    path.write_text(f"#EXTM3U\n#EXTINF:1,\nfile://{neighbour}\n#EXT-X-ENDLIST\n")

    assert refused(path).code == "input_mismatch"


def test_a_playlist_behind_an_id3_tag_is_damaged(
    refused: Refuse, make_sound: MakeSound, tmp_path: Path
) -> None:
    path = tmp_path / "sound.mp3"
    path.write_bytes(b"ID3\4\0\0\0\0\0\0" + f"#EXTM3U\nfile://{make_sound('neighbour.wav')}\n".encode())

    assert refused(path).code == "input_corrupt"


@pytest.mark.parametrize("tenths", [2, 5, 8])
@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.m4a", "a.aiff", "a.tta", "a.wv"])
def test_a_sound_that_was_cut_off_is_refused(
    refused: Refuse, make_sound: MakeSound, name: str, tenths: int
) -> None:
    path = make_sound(name, "random(0)-0.5", seconds=8)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * tenths // 10])

    assert refused(path).code == "input_corrupt"


def wav(*, channels: int, rate: int, bits: int = 16) -> bytes:
    fields = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 & 0xFFFFFFFF, channels * 2, bits)
    data = b"data" + struct.pack("<I", 400) + bytes(400)
    body = b"WAVEfmt " + struct.pack("<I", 16) + fields + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        (wav(channels=0, rate=44_100), {"input_corrupt"}),
        (wav(channels=2, rate=0), {"input_corrupt"}),
        (wav(channels=2, rate=2**31 - 1), {"input_limit", "input_corrupt"}),
        (wav(channels=2, rate=400_000), {"input_limit"}),
        (wav(channels=200, rate=44_100), {"input_limit"}),
    ],
)
def test_absurd_sampling_is_refused(refused: Refuse, tmp_path: Path, header: bytes, codes: set[str]) -> None:
    path = tmp_path / "absurd.wav"
    path.write_bytes(header)

    assert refused(path).code in codes


@pytest.mark.parametrize(
    ("name", "encoder"),
    [("a.mka", "wavpack"), ("a.mka", "tta"), ("a.wav", "adpcm_yamaha"), ("a.caf", "adpcm_ima_qt")],
)
def test_a_rare_codec_is_refused_before_it_runs(
    refused: Refuse, make_sound: MakeSound, name: str, encoder: str
) -> None:
    refusal = refused(make_sound(name, extra=("-c:a", encoder)))

    assert refusal.code == "input_not_allowed"
    assert "which is not accepted" in str(refusal)


def test_a_video_without_sound_is_no_sound(refused: Refuse, tmp_path: Path) -> None:
    path = tmp_path / "silent.m4a"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:d=1", "-c:v", "libx264", "-f", "mp4", str(path))

    assert refused(path).code == "input_not_allowed"
