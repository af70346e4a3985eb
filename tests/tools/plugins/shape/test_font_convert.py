"""Fonts: converted with their shapes, cut down, and refused when they are none."""

from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.shape.font_convert import FontConvert
from apps.tools.plugins.shape.font_options import FontConvertOptions, FontFacts
from apps.tools.proving import font
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.shape.conftest import MakeShape


@pytest.fixture
def convert(run_directly: RunDirectly) -> Any:
    """`convert(path, "woff2")` answers the path, the facts and the notes."""

    def convert(path: Path, target: str, **options: Any) -> tuple[Path, FontFacts, tuple[str, ...]]:
        output = run_directly(FontConvert(), [path], output_format=target, **options)
        assert isinstance(output.result, FontFacts)
        return output.files[0].path, output.result, output.notes

    return convert


@pytest.mark.parametrize(
    ("source", "target"), [("otf", "ttf"), ("ttf", "otf"), ("woff2", "otf"), ("ttf", "woff")]
)
def test_letters_look_the_same_to_freetype(
    make_font: MakeShape, convert: Any, source: str, target: str
) -> None:
    path = make_font(source)

    written, _, _ = convert(path, target)

    font.check(written, source, target, font.read_facts(path))


def test_the_web_formats_keep_the_way_of_drawing_and_say_nothing(make_font: MakeShape, convert: Any) -> None:
    written, facts, notes = convert(make_font("otf"), "woff2")

    assert facts.outlines == "CFF"
    assert notes == ()
    assert TTFont(written).flavor == "woff2"


def test_redrawn_curves_are_said(make_font: MakeShape, convert: Any) -> None:
    _, facts, notes = convert(make_font("otf"), "ttf")

    assert facts.outlines == "TrueType"
    assert "redrawn" in notes[0]


def test_the_result_says_what_the_font_holds(make_font: MakeShape, convert: Any) -> None:
    _, facts, _ = convert(make_font("ttf"), "woff")

    assert facts == FontFacts(
        family="Two Letters", style="Regular", glyphs=3, characters=2, units_per_em=1000, outlines="TrueType"
    )


def test_only_the_characters_of_a_text_are_kept(make_font: MakeShape, convert: Any) -> None:
    written, facts, _ = convert(make_font("ttf"), "ttf", keep="text", text="oh")

    assert TTFont(written).getBestCmap() == {ord("o"): "o"}
    assert facts.characters == 1


def test_a_font_without_any_of_them_is_refused(make_font: MakeShape, convert: Any) -> None:
    with pytest.raises(InvalidInputError, match="none of the characters") as refused:
        convert(make_font("ttf"), "ttf", keep="text", text="日本")
    assert refused.value.code == "input_not_allowed"


@pytest.mark.parametrize("options", [{"keep": "text"}, {"text": "abc"}])
def test_a_text_and_its_choice_belong_together(options: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="keep 'text'"):
        FontConvertOptions(output_format="ttf", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["ttf", "otf", "woff", "woff2"])
def test_half_a_font_is_refused(make_font: MakeShape, convert: Any, format: str) -> None:
    path = make_font(format)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(InvalidInputError, match="damaged") as refused:
        convert(path, "ttf" if format != "ttf" else "otf")
    assert refused.value.code == "input_corrupt"
