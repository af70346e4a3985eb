from pathlib import Path

import pytest

from apps.tools.proving.subtitle import CUES, make_sample
from apps.tools.verification.check import OutputInvalidError, check_output


@pytest.mark.parametrize("format", ["srt", "ass", "vtt", "ttml", "sbv"])
def test_every_cue_is_counted(tmp_path: Path, format: str) -> None:
    make_sample(format, path := tmp_path / f"a.{format}")
    if format == "ttml":
        path.write_text(path.read_text("utf-8").partition("\n")[2], "utf-8")

    assert check_output(path, format=format, claims={"cues": len(CUES)}) == {"cues": 3}


@pytest.mark.parametrize("format", ["srt", "ass", "vtt", "ttml", "sbv"])
def test_words_without_times_are_no_subtitles(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    path.write_text("only words")

    with pytest.raises(OutputInvalidError):
        check_output(path, format=format, claims={})


def test_letters_of_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes("00:00:01,000 --> 00:00:02,000\nOù\n".encode("cp1252"))

    with pytest.raises(OutputInvalidError, match="not UTF-8"):
        check_output(path, format="srt", claims={})
