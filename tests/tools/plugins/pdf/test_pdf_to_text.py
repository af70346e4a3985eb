import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import ToolOutput
from apps.tools.plugins.pdf.pdf_to_text import PdfToText
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    """Two columns, a word parted at the end of its line, and a gap."""
    path = tmp_path / "invoice.pdf"
    canvas = Canvas(str(path), pagesize=(400, 200))
    canvas.setFont("Courier", 10)
    for height, left, text in (
        (170, 20, "Rechnung für Frau Öztürk"),
        (150, 20, "Position"), (150, 260, "Preis"),
        (138, 20, "Schrauben"), (138, 260, "12,50 €"),
        (126, 20, "Donaudampf-"), (114, 20, "schiff"),
        (40, 20, "Ende"),
    ):  # fmt: skip
        canvas.drawString(left, height, text)
    canvas.save()
    return path


def text_of(output: ToolOutput) -> str:
    return output.files[0].path.read_text("utf-8")


def pages_of(output: ToolOutput) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = json.loads(text_of(output))["pages"]
    return pages


def test_text_reads_as_it_was_written(run_directly: RunDirectly, book: Path) -> None:
    output = run_directly(PdfToText(), [book])

    assert text_of(output) == (
        "Grüße aus Köln: façade, naïve, Žižek\n\fThe second page lies on its side\n\fSmall and square\n"
    )
    assert output.notes == ()


def test_pages_are_chosen_and_parted_as_wanted(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(PdfToText(), [ten], pages="9,2", page_breaks=False)

    assert text_of(output) == "page 9\n\npage 2\n"


def test_layout_keeps_columns_side_by_side_and_gaps(run_directly: RunDirectly, invoice: Path) -> None:
    lines = text_of(run_directly(PdfToText(), [invoice], layout=True)).splitlines()

    assert lines[0] == "Rechnung für Frau Öztürk"
    assert [line.split() for line in lines if "Pos" in line or "Schr" in line] == [
        ["Position", "Preis"],
        ["Schrauben", "12,50", "€"],
    ]
    column = next(line for line in lines if "Preis" in line).index("Preis")
    assert next(line for line in lines if "12,50" in line).index("12,50") == column == 40
    assert lines[lines.index("schiff") + 1 :] == ["", "", "", "Ende"]


def test_a_word_that_is_parted_keeps_its_hyphen(run_directly: RunDirectly, invoice: Path) -> None:
    assert "Donaudampf-\nschiff\n" in text_of(run_directly(PdfToText(), [invoice]))
    words = [
        word["text"]
        for word in pages_of(run_directly(PdfToText(), [invoice], output_format="json"))[0]["words"]
    ]
    assert words[-3:] == ["Donaudampf-", "schiff", "Ende"]


def test_words_have_boxes_from_the_upper_left_corner(run_directly: RunDirectly, invoice: Path) -> None:
    (page,) = pages_of(run_directly(PdfToText(), [invoice], output_format="json"))

    assert (page["page"], page["width"], page["height"]) == (1, 400, 200)
    word = next(word for word in page["words"] if word["text"] == "Preis")
    assert word["left"] == pytest.approx(260, abs=0.5)
    assert word["right"] == pytest.approx(260 + 5 * 6, abs=0.5)
    # The line stands 150 points above the lower edge; its letters reach some 8 points up and 3 down.
    assert 38 < word["top"] < 45
    assert 50 < word["bottom"] < 55


@pytest.mark.parametrize(
    ("turn", "box"),
    [(0, (60, 40)), (90, (150, 60)), (180, (320, 150)), (270, (40, 320))],
)
def test_boxes_follow_the_rotation_and_the_crop_box_of_the_page(
    run_directly: RunDirectly, tmp_path: Path, turn: int, box: tuple[int, int]
) -> None:
    path, turned = tmp_path / "plain.pdf", tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(500, 300))
    canvas.setFont("Courier", 10)
    canvas.drawString(110, 200, "Word")
    canvas.save()
    with pikepdf.open(path) as pdf:
        pdf.pages[0].cropbox = pikepdf.Array([50, 50, 450, 250])
        pdf.pages[0].Rotate = turn
        pdf.save(turned)

    (page,) = pages_of(run_directly(PdfToText(), [turned], output_format="json"))

    assert (page["width"], page["height"]) == ((400, 200) if turn % 180 == 0 else (200, 400))
    (word,) = page["words"]
    assert word["left"] == pytest.approx(box[0], abs=14)
    assert word["top"] == pytest.approx(box[1], abs=26)
    assert max(word["right"] - word["left"], word["bottom"] - word["top"]) == pytest.approx(24, abs=1)
    assert (word["right"] - word["left"] > word["bottom"] - word["top"]) == (turn % 180 == 0)
    assert 0 <= word["left"] < word["right"] <= page["width"]
    assert 0 <= word["top"] < word["bottom"] <= page["height"]


def test_pages_without_text_say_that_there_is_another_tool(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    Image.new("RGB", (50, 50)).save(path)

    output = run_directly(PdfToText(), [path])

    assert text_of(output).strip() == ""
    assert "the tool ocr reads them" in output.notes[0]


def test_a_protected_document_is_read_with_its_password(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(PdfToText(), [lock(ten, "geheim")], password="geheim", pages="last")

    assert text_of(output) == "page 10\n"


def test_progress_is_told_page_by_page(
    run_directly: RunDirectly, ten: Path, reported: list[tuple[float, str]]
) -> None:
    run_directly(PdfToText(), [ten], pages="1-4")

    assert reported == [(number / 4, f"page {number + 1} of 4") for number in range(4)]
