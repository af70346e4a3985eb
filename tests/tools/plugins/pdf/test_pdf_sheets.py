"""Pages are cropped, and several are put on a sheet."""

from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf.pdf_crop import PdfCrop
from apps.tools.plugins.pdf.pdf_nup import PdfNup
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form, write_lines

MM = 72 / 25.4


def sizes(output: ToolOutput) -> list[tuple[float, float]]:
    with pypdfium2.PdfDocument(output.files[0].path) as document:
        return [tuple(round(side, 1) for side in page.get_size()) for page in document]


def texts(output: ToolOutput) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(output.files[0].path).pages]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_margins_are_taken_off_the_sides_that_are_seen(
    run_directly: RunDirectly, tmp_path: Path, turned: int
) -> None:
    path = write_lines(tmp_path / "a.pdf", ("text",))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotation = turned
        pdf.save()
    top, right, bottom, left = (5, 20, 20, 10)
    output = run_directly(
        PdfCrop(),
        [path],
        unit="pt",
        crop={"by": "margins", "top": top, "right": right, "bottom": bottom, "left": left},
    )

    width, height = (200, 300) if turned % 180 else (300, 200)
    assert sizes(output) == [(width - 30, height - 25)]
    with pypdfium2.PdfDocument(path) as before, pypdfium2.PdfDocument(output.files[0].path) as after:
        whole = before[0].render(scale=1).to_pil().convert("L")
        part = after[0].render(scale=1).to_pil().convert("L")
    wanted = whole.crop((left, top, width - right, height - bottom))
    assert np.abs(np.asarray(part, int) - np.asarray(wanted, int)).mean() < 1


def test_a_page_is_cropped_to_what_is_on_it(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Hello",), ("Hello", "and more"), ())

    each = run_directly(PdfCrop(), [path], crop={"by": "content", "padding": 0, "same_for_all": False})
    all_alike = run_directly(PdfCrop(), [path], crop={"by": "content", "padding": 0})

    (first, second, empty) = sizes(each)
    assert first[0] < second[0] < 100
    assert first[1] < 20 < second[1] < 50
    assert empty == (300, 200)
    assert sizes(all_alike) == [second, second, (300, 200)]


def test_a_box_in_millimetres_is_kept(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("text",), ("text",))

    output = run_directly(
        PdfCrop(), [path], pages="2", crop={"by": "box", "left": 10, "top": 5, "width": 50, "height": 20}
    )

    assert sizes(output) == [(300, 200), (round(50 * MM, 1), round(20 * MM, 1))]
    assert output.notes == ("What was cut off is hidden, not gone: remove secrets with pdf-redact.",)


def test_a_page_of_which_nothing_would_be_left_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("text",))

    with pytest.raises(InvalidInputError, match=r"measures 105\.8 x 70\.56 mm") as refusal:
        run_directly(PdfCrop(), [path], crop={"by": "margins", "left": 60, "right": 60})
    assert refusal.value.code == "input_not_allowed"


def numbered(tmp_path: Path, count: int) -> Path:
    return write_lines(
        tmp_path / "n.pdf", *((f"p{number}",) for number in range(1, count + 1)), size=(200, 300)
    )


@pytest.mark.parametrize(
    ("count", "sheets", "size"),
    [("2", 4, (841.9, 595.3)), ("4", 2, (595.3, 841.9)), ("6", 2, (595.3, 841.9)), ("8", 1, (841.9, 595.3))],
)
def test_pages_share_sheets_that_are_turned_to_fit(
    run_directly: RunDirectly, tmp_path: Path, count: str, sheets: int, size: tuple[float, float]
) -> None:
    output = run_directly(PdfNup(), [numbered(tmp_path, 7)], pages_per_sheet=count)

    assert len(texts(output)) == sheets
    assert " ".join(texts(output)) == "p1 p2 p3 p4 p5 p6 p7"
    if count != "6":
        assert sizes(output) == [size] * sheets


def test_a_booklet_reads_in_order_when_it_is_folded(run_directly: RunDirectly, tmp_path: Path) -> None:
    output = run_directly(PdfNup(), [numbered(tmp_path, 6)], order="booklet")

    assert texts(output) == ["p1", "p2", "p6 p3", "p4 p5"]


def test_pages_follow_each_other_across_or_down(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = numbered(tmp_path, 4)

    def corner(output: ToolOutput, word: str) -> tuple[bool, bool]:
        with pypdfium2.PdfDocument(output.files[0].path) as document:
            width, height = document[0].get_size()
            text = document[0].get_textpage()
            left, bottom, *_ = text.get_charbox(text.search(word).get_next()[0])
        return left > width / 2, bottom < height / 2

    across = run_directly(PdfNup(), [path], pages_per_sheet="4")
    down = run_directly(PdfNup(), [path], pages_per_sheet="4", order="down")

    assert [corner(across, word) for word in ("p2", "p3")] == [(True, False), (False, True)]
    assert [corner(down, word) for word in ("p2", "p3")] == [(False, True), (True, False)]


def test_form_fields_are_seen_on_the_sheets(run_directly: RunDirectly, tmp_path: Path) -> None:
    output = run_directly(PdfNup(), [write_form(tmp_path / "f.pdf")], paper="same")

    assert "links do not work" in output.notes[0]
    assert "Bern" in texts(output)[0]


def test_an_encrypted_document_makes_encrypted_sheets(run_directly: RunDirectly, tmp_path: Path) -> None:
    output = run_directly(PdfNup(), [lock(numbered(tmp_path, 2), "tea")], password="tea")

    reader = pypdf.PdfReader(output.files[0].path, password="tea")
    assert reader.is_encrypted
    assert reader.pages[0].extract_text().split() == ["p1", "p2"]


def test_what_does_not_fit_on_paper_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="leave no room"):
        run_directly(PdfNup(), [numbered(tmp_path, 2)], pages_per_sheet="16", paper="a5", gap=50)
    with pytest.raises(ValidationError, match="A booklet has two pages"):
        PdfNup.options_type.model_validate({"order": "booklet", "pages_per_sheet": "4"})
