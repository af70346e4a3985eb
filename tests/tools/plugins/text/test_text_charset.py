"""Character sets: found out, and written anew."""

from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.text.charsets import Recoded
from apps.tools.plugins.text.text_charset import TextCharset
from tests.tools.plugins.conftest import RunDirectly

GERMAN = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\n" * 5
RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю.\n" * 5
JAPANESE = "いろはにほへと ちりぬるを 我が世誰ぞ 常ならむ\n" * 5


def recode(
    run: RunDirectly, tmp_path: Path, content: bytes, **options: Any
) -> tuple[bytes, Recoded, ToolOutput]:
    """What is written, and what is said."""
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    output = run(TextCharset(), [path], **options)
    assert isinstance(output.result, Recoded)
    return output.files[0].path.read_bytes(), output.result, output


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (GERMAN, "utf-8"), (GERMAN, "utf-8-sig"), (GERMAN, "utf-16"), (GERMAN, "cp1252"), (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (JAPANESE, "utf-32"),
    ],
)  # fmt: skip
def test_the_text_is_the_same_whatever_it_came_in(
    run_directly: RunDirectly, tmp_path: Path, text: str, charset: str
) -> None:
    written, result, _ = recode(run_directly, tmp_path, text.encode(charset))

    assert written.decode() == text
    assert result.lines == 5


@pytest.mark.parametrize("text", ["Voilà l'été, ça va?", "café", "Größe: 5 m", "¿Qué?"])
def test_a_few_accents_are_western_ones(run_directly: RunDirectly, tmp_path: Path, text: str) -> None:
    assert recode(run_directly, tmp_path, text.encode("cp1252"))[0].decode() == text


def test_the_character_set_may_be_said(run_directly: RunDirectly, tmp_path: Path) -> None:
    written, result, _ = recode(run_directly, tmp_path, b"caf\x82\n", from_charset="cp850")

    assert written.decode() == "café\n"
    assert result.from_charset == "cp850"


@pytest.mark.parametrize("charset", ["cp1252", "iso8859-15", "utf-16", "utf-8-sig"])
def test_it_is_written_in_the_wanted_one(run_directly: RunDirectly, tmp_path: Path, charset: str) -> None:
    written, _, output = recode(run_directly, tmp_path, GERMAN.encode(), to_charset=charset)

    assert written.decode(charset) == GERMAN
    assert output.files[0].format == "txt"


@pytest.mark.parametrize(("ends", "end"), [("lf", b"\n"), ("crlf", b"\r\n"), ("cr", b"\r")])
def test_mixed_line_ends_become_one(run_directly: RunDirectly, tmp_path: Path, ends: str, end: bytes) -> None:
    written, result, _ = recode(run_directly, tmp_path, b"a\nb\r\nc\rd", line_ends=ends)

    assert written == end.join([b"a", b"b", b"c", b"d"])
    assert set(result.line_ends) == {"lf", "crlf", "cr"}


def test_line_ends_stay_as_they_are_unless_asked(run_directly: RunDirectly, tmp_path: Path) -> None:
    assert recode(run_directly, tmp_path, b"a\nb\r\nc\r")[0] == b"a\nb\r\nc\r"


def test_a_character_that_the_target_lacks_is_refused_with_its_line(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError, match=r"Line 2 holds '€'") as refused:
        recode(run_directly, tmp_path, "ok\n5 €\n".encode(), to_charset="latin-1")
    assert refused.value.code == "input_not_allowed"


@pytest.mark.parametrize(("missing", "expected"), [("replace", b"5 ?\n"), ("xml", b"5 &#8364;\n")])
def test_or_replaced_and_counted(
    run_directly: RunDirectly, tmp_path: Path, missing: str, expected: bytes
) -> None:
    written, result, output = recode(
        run_directly, tmp_path, "5 €\n".encode(), to_charset="latin-1", missing=missing
    )

    assert written == expected
    assert result.replaced == 1
    assert "1 characters" in output.notes[0]


def test_accents_are_composed_if_wanted(run_directly: RunDirectly, tmp_path: Path) -> None:
    assert recode(run_directly, tmp_path, "e\u0301\n".encode(), normalization="nfc")[0].decode() == "é\n"


def test_a_wrong_guess_of_the_caller_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="not wholly in utf-8") as refused:
        recode(run_directly, tmp_path, b"ok" * 10_000 + b"\xff\n", from_charset="utf-8")
    assert refused.value.code == "input_corrupt"


def test_bytes_that_are_no_text_are_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is no text"):
        recode(run_directly, tmp_path, bytes(range(256)) * 50)
