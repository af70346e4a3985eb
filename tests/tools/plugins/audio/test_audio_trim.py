from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.audio.audio_trim import AudioTrim
from apps.tools.plugins.audio.results import SoundResult
from apps.tools.plugins.audio.trim_options import AudioTrimOptions
from apps.tools.proving.sound import hear
from tests.tools.plugins.audio.conftest import MakeSound, samples
from tests.tools.plugins.conftest import RunDirectly

TWO_TONES = "0.4*sin(2*PI*t*if(lt(t,1),440,1000))"
"""A second of 440 hertz, then 1000."""


@pytest.fixture
def trim(run_directly: RunDirectly) -> Any:
    def trim(path: Path, **options: Any) -> tuple[Path, SoundResult, ToolOutput]:
        output = run_directly(AudioTrim(), [path], **options)
        assert isinstance(output.result, SoundResult)
        return output.files[0].path, output.result, output

    return trim


@pytest.mark.parametrize("format", ["mp3", "m4a", "ogg", "opus", "flac", "wav", "wma", "aac"])
@pytest.mark.parametrize(("start", "hertz"), [(0.2, 440), (1.2, 1000)])
def test_the_part_is_the_one_asked_for(
    make_sound: MakeSound, trim: Any, format: str, start: float, hertz: int
) -> None:
    path, result, output = trim(make_sound(f"a.{format}", TWO_TONES, seconds=2), start=start, duration=0.6)

    heard = hear(path, format)
    assert output.files[0].format == format
    assert heard.tones == pytest.approx((hertz,), abs=10)
    assert heard.seconds == pytest.approx(0.6, abs=0.12)
    assert result.duration_seconds == pytest.approx(0.6, abs=0.12)


def test_lossless_sound_is_cut_to_the_sample(make_sound: MakeSound, trim: Any) -> None:
    source = make_sound("a.flac", TWO_TONES, seconds=2)

    path, _, _ = trim(source, start=0.5, end=1.5)

    assert np.array_equal(samples(path), samples(source)[:, 22_050:66_150])


def test_lossy_sound_is_copied_unless_it_fades(make_sound: MakeSound, trim: Any) -> None:
    source = make_sound("a.mp3", seconds=2)

    assert trim(source, start=0.5)[1].mode == "copy"
    assert trim(source, start=0.5, mode="reencode")[1].mode == "encode"
    assert trim(source, start=0.5, fade_in=0.1)[1].mode == "encode"


def test_it_fades_in_and_out(make_sound: MakeSound, trim: Any) -> None:
    source = make_sound("a.wav", "0.5*sin(2*PI*440*t)", seconds=3)

    path, _, _ = trim(source, start=0.5, duration=2, fade_in=0.5, fade_out=0.5)

    loudness = np.abs(samples(path)[0]).reshape(20, -1).max(axis=1)
    assert loudness[0] < loudness[2] < loudness[4]
    assert loudness[10] == pytest.approx(loudness[5], rel=0.02)
    assert loudness[19] < loudness[17] < loudness[15]


def test_a_part_beyond_the_end_is_refused_or_ends_with_the_sound(make_sound: MakeSound, trim: Any) -> None:
    source = make_sound("a.wav")

    with pytest.raises(
        InvalidInputError, match=r"The file has 1\.00 seconds, so nothing of it is left"
    ) as refusal:
        trim(source, start=5)
    assert refusal.value.code == "input_not_allowed"
    assert trim(source, start=0.5, duration=100)[1].duration_seconds == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": 2, "end": 1}, "The end, 1 s, must be after the start, 2 s."),
        ({"end": 2, "duration": 1}, "Give an end or a duration, not both."),
        ({"start": -1}, "greater than or equal to 0"),
        ({"start": float("nan")}, "finite number"),
    ],
)
def test_a_wrong_part_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        AudioTrimOptions.model_validate(options)
