"""`text-extract`: one door to the text of everything."""

from pathlib import Path

import pikepdf
import pytest
import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.text_extract import TextExtract
from apps.tools.plugins.document.text_options import ExtractedText
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch, Sample


def test_the_pages_of_a_pdf_come_one_by_one(
    run_directly: RunDirectly, tmp_path: Path, reported: list[tuple[float, str]]
) -> None:
    path = tmp_path / "two.pdf"
    canvas = Canvas(str(path))
    for text in ("first page", "second page"):
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()

    output = run_directly(TextExtract(), [path])

    assert output.files[0].path.read_text() == "first page\n\fsecond page\n"
    assert isinstance(output.result, ExtractedText)
    assert (output.result.pages, output.result.words) == (2, 4)
    assert ("Page 2 of 2") in [message for _, message in reported]


def test_a_pdf_of_pictures_points_to_ocr(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path))
    canvas.rect(10, 10, 50, 50, fill=1)
    canvas.save()

    with pytest.raises(InvalidInputError, match="'ocr'") as refusal:
        run_directly(TextExtract(), [path])

    assert refusal.value.code == "input_not_allowed"


def test_a_locked_pdf_needs_its_password(run_directly: RunDirectly, tmp_path: Path) -> None:
    plain, path = tmp_path / "plain.pdf", tmp_path / "locked.pdf"
    canvas = Canvas(str(plain))
    canvas.drawString(72, 720, "hidden words")
    canvas.save()
    with pikepdf.open(plain) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="geheim", owner="owner", R=6))

    output = run_directly(TextExtract(), [path], password="geheim")
    assert output.files[0].path.read_text() == "hidden words\n"

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(TextExtract(), [path], password="falsch")
    assert refusal.value.code == "input_encrypted"


def test_sheets_become_tables_with_whole_numbers(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("Orte", "Leer|er"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Stadt", 173, 1.5, "a|b"])

    text = run_directly(TextExtract(), [path], output_format="md").files[0].path.read_text()

    assert text == (
        "# Orte\n\n| Stadt | 173 | 1.5 | a\\|b |\n|---|---|---|---|\n\n"
        "# Leer|er\n\n| Stadt | 173 | 1.5 | a\\|b |\n|---|---|---|---|\n"
    )


def test_markdown_keeps_headings_lists_and_tables(run_directly: RunDirectly, sample: Sample) -> None:
    text = run_directly(TextExtract(), [sample("html")], output_format="md").files[0].path.read_text()

    for line in ("# Überblick", "## Zweiter Abschnitt", "- Apfel", "| Lyon | 173    |"):
        assert line.replace(" ", "") in text.replace(" ", "")


def test_a_presentation_is_read_in_the_tool_host(launch: Launch, sample: Sample) -> None:
    outcome = launch("text-extract", sample("pptx"))

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    assert "Überblick" in str(outcome.result["beginning"])


@pytest.mark.parametrize(
    ("name", "content"), [("a.docx", b"PK\x03\x04"), ("a.ods", b"PK\x03\x04"), ("a.pdf", b"%PDF-1.7")]
)
def test_damaged_documents_are_refused(
    run_directly: RunDirectly, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(TextExtract(), [path])

    assert refusal.value.code == "input_corrupt"
