"""Letter case and number bases: tools that answer at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from apps.tools.plugins.text.base_convert import BaseConvert
from apps.tools.plugins.text.base_options import BaseConvertOptions, ConvertedNumber
from apps.tools.plugins.text.case_options import RewrittenText
from apps.tools.plugins.text.number_bases import read_number, write_number
from apps.tools.plugins.text.text_case import TextCase
from tests.tools.plugins.conftest import RunDirectly


@pytest.fixture
def rewrite(run_directly: RunDirectly) -> Any:
    """The text in another case."""

    def rewrite(text: str, case: str) -> str:
        result = run_directly(TextCase(), text=text, case=case).result
        assert isinstance(result, RewrittenText)
        return result.output

    return rewrite


@pytest.mark.parametrize(
    ("case", "text", "expected"),
    [
        ("lowercase", "Grüße AUS Århus", "grüße aus århus"),
        ("uppercase", "Straße", "STRASSE"),
        ("titlecase", "don't stop o\u2019clock", "Don't Stop O\u2019clock"),
        ("sentencecase", "HELLO there. HOW are you? fine", "Hello there. How are you? Fine"),
        ("snakecase", "Total distance (km)", "total_distance_km"),
        ("snakecase", "HTTPServer version2", "http_server_version_2"),
        ("camelcase", "Total distance (km)", "totalDistanceKm"),
        ("pascalcase", "don't stop", "DontStop"),
        ("kebabcase", "someVariableName", "some-variable-name"),
        ("constantcase", "größe des bildes", "GRÖSSE_DES_BILDES"),
        ("swapcase", "aBC", "Abc"),
        ("snakecase", "日本語 テスト", "日本語_テスト"),
    ],
)
def test_a_text_is_written_in_a_case(rewrite: Any, case: str, text: str, expected: str) -> None:
    assert rewrite(text, case) == expected


def test_a_text_without_words_has_no_name(rewrite: Any) -> None:
    assert rewrite("---", "camelcase") == ""


@pytest.fixture
def rebase(run_directly: RunDirectly) -> Any:
    """A number in another base."""

    def rebase(value: str, source: int, target: int, **options: Any) -> ConvertedNumber:
        result = run_directly(BaseConvert(), value=value, from_base=source, to_base=target, **options).result
        assert isinstance(result, ConvertedNumber)
        return result

    return rebase


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("FF", 16, 10, "255"),  # the reference product answered NaN
        ("0xff", 16, 2, "11111111"),
        ("-17", 10, 16, "-11"),
        ("1010_1010", 2, 16, "AA"),
        ("0", 10, 2, "0"),
        ("zz", 36, 10, "1295"),
        ("18446744073709551616", 10, 16, "10000000000000000"),
    ],
)
def test_a_number_is_written_in_another_base(
    rebase: Any, value: str, source: int, target: int, expected: str
) -> None:
    assert rebase(value, source, target).output == expected


def test_digits_are_grouped_from_the_right_and_small_if_wanted(rebase: Any) -> None:
    assert rebase("202", 10, 2, group=4).output == "1100 1010"
    assert rebase("48879", 10, 16, uppercase=False).output == "beef"


@pytest.mark.parametrize(
    ("value", "base", "reason"),
    [
        ("12", 2, "'2' is no digit of base 2"),
        ("0x", 16, "no digits"),
        ("1.5", 10, r"'\.' is no digit"),
        ("g", 16, "0 to 9 and a to f"),
    ],
)
def test_what_is_no_number_of_the_base_is_refused_with_its_digits(value: str, base: int, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        BaseConvertOptions(value=value, from_base=base)


@given(st.integers(), st.integers(2, 36))
def test_every_number_comes_back_from_every_base(number: int, base: int) -> None:
    assert read_number(write_number(number, base=base), base=base) == number
    if base == 10:
        assert write_number(number, base=10) == str(number)
