import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.audio.audio_convert import AudioConvert
from apps.tools.plugins.audio.convert_options import AudioConvertOptions
from apps.tools.plugins.audio.results import SoundResult
from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.proving.sound import hear
from tests.tools.plugins.audio.conftest import MakeSound, packets, samples
from tests.tools.plugins.conftest import RunDirectly


@pytest.fixture
def convert(run_directly: RunDirectly) -> Any:
    def convert(path: Path, output_format: str, **options: Any) -> tuple[Path, SoundResult, ToolOutput]:
        output = run_directly(AudioConvert(), [path], output_format=output_format, **options)
        assert isinstance(output.result, SoundResult)
        return output.files[0].path, output.result, output

    return convert


@pytest.mark.parametrize(
    ("target", "has_cover"), [("m4a", True), ("flac", True), ("aiff", True), ("ogg", False)]
)
def test_title_artist_and_cover_are_kept_where_the_format_has_a_place(
    convert: Any, tagged: Path, target: str, has_cover: bool
) -> None:
    path, _, output = convert(tagged, target)

    with av.open(str(path)) as container:
        tags = {
            key.lower(): value
            for key, value in {**container.streams[0].metadata, **container.metadata}.items()
        }
        assert (tags["title"], tags["artist"]) == ("Sea and sky", "CANARY")
        assert len(container.streams.video) == has_cover
    assert ("The cover was left out." in output.notes) is not has_cover


def test_tags_of_an_ogg_file_become_those_of_an_mp3(convert: Any, make_sound: MakeSound) -> None:
    path, _, _ = convert(make_sound("a.ogg", extra=("-metadata", "title=Sea")), "mp3")

    with av.open(str(path)) as container:
        assert container.metadata["title"] == "Sea"


def test_nothing_of_the_tags_is_left_when_they_are_removed(convert: Any, tagged: Path) -> None:
    path, _, output = convert(tagged, "m4a", metadata="remove")

    assert b"CANARY" not in path.read_bytes()
    assert "Title, place, chapters and other metadata were left out." in output.notes


def test_tags_without_a_place_are_noted(convert: Any, tagged: Path) -> None:
    _, _, output = convert(tagged, "ac3")
    assert "Title, artist and other tags were left out: ac3 has no place for them." in output.notes


@pytest.mark.parametrize(
    ("source", "target"), [("a.m4a", "aac"), ("a.ogg", "mka"), ("a.opus", "weba"), ("a.mp3", "mka")]
)
def test_sound_of_the_same_codec_is_copied_packet_by_packet(
    convert: Any, make_sound: MakeSound, source: str, target: str
) -> None:
    path, result, output = convert(made := make_sound(source), target)

    assert result.mode == "copy"
    # ADTS repeats a header of 7 bytes in every packet.
    assert [packet[-200:] for packet in packets(path)[:20]] == [
        packet[-200:] for packet in packets(made)[:20]
    ]
    assert f"The {result.codec} sound was copied as it is, without any loss." in output.notes


def test_every_bit_of_a_24_bit_recording_survives_in_flac(convert: Any, make_sound: MakeSound) -> None:
    source = make_sound("a.wav", extra=("-c:a", "pcm_s24le"))

    for target in ("flac", "aiff", "wv", "tta"):
        path, _, _ = convert(source, target)
        assert np.array_equal(samples(path), samples(source)), target


def test_bits_that_are_rounded_are_noted(convert: Any, make_sound: MakeSound) -> None:
    source = make_sound("a.wav", extra=("-c:a", "pcm_s24le"))

    path, _, output = convert(source, "wav", bit_depth="16")

    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.name == "pcm_s16le"
    assert "Samples of 24 bits were rounded to 16." in output.notes


def test_left_stays_left_and_right_stays_right(convert: Any, make_sound: MakeSound) -> None:
    for target in ("mp3", "m4a", "opus", "wma"):
        path, result, _ = convert(make_sound("a.wav"), target)
        assert hear(path, target).tones == pytest.approx((440, 1000), abs=10)
        assert (result.channels, result.duration_seconds) == (2, pytest.approx(1, abs=0.1))


SURROUND = tuple(f"0.1*sin(2*PI*{hertz}*t)" for hertz in (300, 500, 700, 100, 900, 1100))


@pytest.mark.parametrize("layout", ["5.1", "5.1(side)"])
@pytest.mark.parametrize("target", ["opus", "ogg", "m4a", "flac", "ac3"])
def test_six_channels_stay_six_wherever_the_speakers_stand(
    convert: Any, make_sound: MakeSound, target: str, layout: str
) -> None:
    path, result, _ = convert(make_sound("a.wav", *SURROUND, layout=layout), target)

    assert result.channels == 6
    found = hear(path, target).tones
    assert [round(found[at], -2) for at in (0, 1, 2, 4, 5)] == [300, 500, 700, 900, 1100]


def test_six_channels_are_mixed_for_an_mp3_and_noted(convert: Any, make_sound: MakeSound) -> None:
    _, result, output = convert(make_sound("a.wav", *SURROUND, layout="5.1"), "mp3")

    assert result.channels == 2
    assert "6 channels were mixed to 2: mp3 has no more." in output.notes


@pytest.mark.parametrize(
    ("target", "wanted", "rate"), [("wav", 22_050, 22_050), ("mp3", 10_000, 11_025), ("opus", 44_100, 48_000)]
)
def test_the_nearest_sample_rate_of_the_format_is_taken(
    convert: Any, make_sound: MakeSound, target: str, wanted: int, rate: int
) -> None:
    path, result, _ = convert(make_sound("a.wav"), target, sample_rate=wanted)

    assert result.sample_rate == hear(path, target).sample_rate == rate
    assert hear(path, target).tones == pytest.approx((440, 1000), abs=10)


@pytest.mark.parametrize("target", ["mp3", "mp2", "m4a", "ogg", "opus", "wma", "ac3"])
@pytest.mark.parametrize("bitrate", [None, 8, 640])
def test_any_bit_rate_fits_speech_of_8_kilohertz(
    convert: Any, make_sound: MakeSound, target: str, bitrate: int | None
) -> None:
    source = make_sound("a.wav", "0.4*sin(2*PI*440*t)", rate=8000, seconds=0.5)

    path, _, _ = convert(source, target, bitrate=bitrate)

    assert hear(path, target).tones == pytest.approx((440,), abs=10)


def test_a_smaller_bit_rate_makes_a_smaller_file(convert: Any, make_sound: MakeSound) -> None:
    source = make_sound("a.wav", "random(0)-0.5", "random(1)-0.5", seconds=2)
    large, small = (convert(source, "mp3", bitrate=rate)[0].stat().st_size for rate in (192, 64))

    assert large == pytest.approx(192_000 / 8 * 2, rel=0.1)
    assert small == pytest.approx(64_000 / 8 * 2, rel=0.1)


def loudness_of(path: Path) -> float:
    """Integrated, in LUFS, as ffmpeg's other meter finds it."""
    argv = [find_ffmpeg(), "-nostdin", "-hide_banner", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    report = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stderr
    summary = report[report.rindex("Integrated loudness") :]
    return float(summary.split("I:")[1].split()[0])


@pytest.mark.parametrize(("volume", "target"), [("0.02", -23), ("0.5", -16)])
def test_sound_becomes_as_loud_as_asked_for_without_changing_its_rate(
    convert: Any, make_sound: MakeSound, volume: str, target: float
) -> None:
    source = make_sound("a.wav", f"{volume}*sin(2*PI*440*t)", f"{volume}*sin(2*PI*440*t)", seconds=4)

    path, result, _ = convert(source, "flac", loudness=target)

    assert loudness_of(path) == pytest.approx(target, abs=0.5)
    assert result.measured_loudness == pytest.approx(loudness_of(source), abs=0.5)
    assert hear(path, "flac").sample_rate == 44_100


def test_silence_has_no_loudness(convert: Any, make_sound: MakeSound) -> None:
    with pytest.raises(InvalidInputError, match="The sound is silent") as refusal:
        convert(make_sound("a.wav", "0*t"), "mp3", loudness=-16)
    assert refusal.value.code == "input_not_allowed"


def test_what_lossy_codecs_lose_is_noted(convert: Any, make_sound: MakeSound) -> None:
    assert (
        "Every sample was stored; as mp3 some quality was lost."
        in convert(make_sound("a.wav"), "mp3")[2].notes
    )
    assert (
        "It was stored as mp3; as opus some quality was lost."
        in convert(make_sound("a.mp3"), "opus")[2].notes
    )
    assert convert(make_sound("a.wav"), "flac")[2].notes == ()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "output_format\n  Field required"),
        ({"output_format": "wav", "bitrate": 128}, "wav loses nothing, so it has no bitrate"),
        ({"output_format": "mp3", "bit_depth": "24"}, "mp3 has no bit_depth"),
        ({"output_format": "flac", "bit_depth": "32"}, "choose wav or aiff for 32"),
        ({"output_format": "mp3", "af": "amovie=x"}, "Extra inputs are not permitted"),
        ({"output_format": "mp3", "loudness": 0}, "less than or equal to -5"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        AudioConvertOptions.model_validate(options)
    assert message in str(refusal.value)


def test_progress_rises_through_both_passes(
    convert: Any, make_sound: MakeSound, reported: list[tuple[float, str]]
) -> None:
    convert(make_sound("a.wav", seconds=30), "mp3", loudness=-16)

    fractions = [fraction for fraction, _ in reported]
    assert fractions == sorted(fractions)
    assert any(0 < fraction <= 0.5 for fraction in fractions)
    assert fractions[-1] > 0.95


def test_losses_are_known_before_the_conversion() -> None:
    assert AudioConvert().losses(source="mp3", target="flac") == ()
    assert AudioConvert().losses(source="flac", target="mp3") != ()
    assert any("4 kHz" in loss for loss in AudioConvert().losses(source="wav", target="amr"))
