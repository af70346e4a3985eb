from pathlib import Path

import pytest

from apps.tools.proving.audio import SECONDS, make_sample
from apps.tools.verification.audio import inspect
from apps.tools.verification.check import OutputInvalidError, check_output
from apps.tools.verification.media import AUDIO_DEMUXERS


@pytest.mark.parametrize("format", AUDIO_DEMUXERS)
def test_a_sound_is_found_with_its_length_and_channels(tmp_path: Path, format: str) -> None:
    make_sample(format, path := tmp_path / f"a.{format}")

    found = check_output(path, format=format, claims={"duration_seconds": SECONDS})

    assert found["channels"] == (1 if format == "amr" else 2)
    assert found["duration_seconds"] == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize("claims", [{"channels": 1}, {"sample_rate": 48_000}, {"duration_seconds": 4}])
def test_a_sound_that_is_not_as_claimed_is_refused(tmp_path: Path, claims: dict[str, float]) -> None:
    make_sample("flac", path := tmp_path / "a.flac")

    with pytest.raises(OutputInvalidError, match=next(iter(claims))):
        check_output(path, format="flac", claims=claims)


@pytest.mark.parametrize("format", ["m4a", "flac", "ogg", "wv"])
def test_a_header_alone_is_no_sound(tmp_path: Path, format: str) -> None:
    make_sample(format, path := tmp_path / f"a.{format}")
    path.write_bytes(path.read_bytes()[:40])

    with pytest.raises(OutputInvalidError, match=f"cannot be read as {format}"):
        inspect(path, format)
