from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.numbering import PdfPageNumbersOptions, number_pages
from apps.tools.plugins.pdf.pdf_page_numbers import PdfPageNumbers
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.readings import drawn, outline, shown_sizes, texts


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({}, {0: "1", 1: "2", 2: "3", 3: "4"}),
        ({"format": "{n} / {total}"}, {0: "1 / 4", 1: "2 / 4", 2: "3 / 4", 3: "4 / 4"}),
        ({"skip_first": 1, "format": "{n} von {total}"}, {1: "1 von 3", 2: "2 von 3", 3: "3 von 3"}),
        ({"skip_first": 2, "start": 3}, {2: "3", 3: "4"}),
        ({"pages": "odd", "start": 0}, {0: "0", 2: "1"}),
        ({"format": "CASE-{n}", "digits": 4, "start": 99, "pages": "1-2"}, {0: "CASE-0099", 1: "CASE-0100"}),
        ({"style": "roman", "start": 3}, {0: "iii", 1: "iv", 2: "v", 3: "vi"}),
        ({"style": "roman_upper", "start": 1998}, {0: "MCMXCVIII", 1: "MCMXCIX", 2: "MM", 3: "MMI"}),
        ({"style": "letters", "start": 25}, {0: "y", 1: "z", 2: "aa", 3: "bb"}),
    ],
)  # fmt: skip
def test_each_page_gets_its_number(options: dict[str, Any], numbers: dict[int, str]) -> None:
    assert number_pages(PdfPageNumbersOptions.model_validate(options), 4) == numbers


def test_numbers_are_written_and_the_rest_stays(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfPageNumbers(), [book], format="Seite {n} von {total} · Übersicht").files[0].path

    for number, (before, after) in enumerate(zip(texts(book), texts(path), strict=True), start=1):
        assert before in after
        assert f"Seite {number} von 3 · Übersicht" in after
    assert (outline(path), shown_sizes(path)) == (outline(book), shown_sizes(book))


@pytest.mark.parametrize(
    ("position", "across", "down"),
    [("bottom", 0.5, 1), ("top_right", 1, 0), ("bottom_left", 0, 1), ("top", 0.5, 0)],
)
def test_a_number_stands_where_it_is_wanted_on_a_turned_page(
    run_directly: RunDirectly, book: Path, position: str, across: float, down: float
) -> None:
    path = (
        run_directly(
            PdfPageNumbers(), [book], pages="2", position=position, margin=10, font_size=20, colour="#ff0000"
        )
        .files[0]
        .path
    )

    picture = drawn(path, 1)
    distance = ImageChops.difference(picture, Image.new("RGB", picture.size, "red")).convert("L")
    red = distance.point(lambda value: 255 * (value < 20)).getbbox()
    assert red
    x, y = (red[0] + red[2]) / 2, (red[1] + red[3]) / 2
    margin_x, margin_y = 10 + 6, 10 + 12
    assert x == pytest.approx(margin_x + across * (picture.width - 2 * margin_x), abs=8)
    assert y == pytest.approx(margin_y + down * (picture.height - 2 * margin_y), abs=8)


def test_numbers_from_another_alphabet_are_embedded(run_directly: RunDirectly, ten: Path) -> None:
    path = run_directly(PdfPageNumbers(), [ten], format="Стр. {n}", pages="1-2").files[0].path

    assert ["Стр. 1" in texts(path)[0], "Стр. 2" in texts(path)[1]] == [True, True]


@pytest.mark.parametrize("text", ["page", "{n} {x}", "{n} {", "{total}", "{{n}}"])
def test_a_format_without_the_number_or_with_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match=r"Write \{n\} for the number"):
        PdfPageNumbersOptions.model_validate({"format": text})


def test_when_all_pages_are_skipped_nothing_is_left_to_number(run_directly: RunDirectly, book: Path) -> None:
    with pytest.raises(InvalidInputError, match="the document has 3, and the first 3 are skipped") as refusal:
        run_directly(PdfPageNumbers(), [book], skip_first=3)

    assert refusal.value.code == "input_not_allowed"


def test_progress_is_told_page_by_page(
    run_directly: RunDirectly, ten: Path, reported: list[tuple[float, str]]
) -> None:
    run_directly(PdfPageNumbers(), [ten], pages="1,2")

    assert reported == [(0.5, "page 1 of 2"), (1.0, "page 2 of 2")]
