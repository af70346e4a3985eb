"""PDFs become Word documents: the pages asked for, their text, structure and pictures."""

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from PIL import Image
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf import docx_layout, to_docx
from apps.tools.plugins.pdf.pdf_to_docx import PdfToDocx
from apps.tools.plugins.pdf.to_docx import ToDocxResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import LONG, lock, write_lines, write_report, write_scan, write_table

both_engines = pytest.mark.parametrize("engine", ["layout", "flow"])


def documents_of(output: ToolOutput) -> list[tuple[str, int]]:
    assert isinstance(output.result, ToDocxResult)
    return [(document.engine, document.pages) for document in output.result.documents]


def open_document(output: ToolOutput, number: int = 0) -> Document:
    return docx.Document(str(output.files[number].path))


def words_of(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


@both_engines
@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({}, [2, 3, 4]),
        ({"start_page": 1, "end_page": 2}, [2, 3]),
        ({"start_page": 3}, [4]),
        ({"end_page": 1}, [2]),
        ({"start_page": 2, "end_page": 2}, [3]),
    ],
)
def test_the_page_range_is_honoured_from_zero_and_with_its_last_page(
    run_directly: RunDirectly, tmp_path: Path, engine: str, options: dict[str, Any], wanted: list[int]
) -> None:
    path = write_lines(tmp_path / "a.pdf", *((f"This is page number {n}.",) for n in range(1, 5)))

    output = run_directly(PdfToDocx(), [path], engine=engine, **options)

    text = words_of(open_document(output))
    assert [number for number in range(2, 5) if f"page number {number}." in text] == wanted
    assert ("page number 1." in text) == (options.get("start_page", 0) == 0)
    assert documents_of(output) == [(engine, len(wanted) + ("page number 1." in text))]


def test_flowing_text_keeps_headings_paragraphs_emphasis_lists_and_pictures(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    output = run_directly(PdfToDocx(), [write_report(tmp_path / "a.pdf", pages=2)], engine="flow")

    document = open_document(output)
    shown = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style]
    assert ("Heading 1", "Lighthouse survey") in shown
    assert ("Normal", LONG) in shown
    assert [text for style, text in shown if style == "List Bullet"] == ["first lamp", "second lamp"]
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert [run.text.strip() for run in runs if run.bold] == ["very bright"]
    assert [run.text.strip() for run in runs if run.italic] == ["rather dim"]
    assert [run for run in runs if 'w:br w:type="page"' in run._r.xml]
    (picture,) = [part for part in document.part.package.iter_parts() if "/media/" in str(part.partname)]
    with Image.open(BytesIO(picture.blob)) as image:
        assert image.convert("RGB").getpixel((image.width // 2, image.height // 2)) == (200, 30, 40)


def test_the_layout_engine_keeps_tables(run_directly: RunDirectly, tmp_path: Path) -> None:
    output = run_directly(PdfToDocx(), [write_table(tmp_path / "a.pdf")], engine="layout")

    tables = [
        [[cell.text.strip() for cell in row.cells] for row in table.rows]
        for table in open_document(output).tables
    ]
    assert [["Name", "Height"], ["Skerry", "42"], ["Holm", "17"]] in tables


def test_a_word_parted_at_the_end_of_a_line_is_one_again(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("A long line with hyphen-", "ation goes on here"))

    output = run_directly(PdfToDocx(), [path], engine="flow")

    assert words_of(open_document(output)) == "A long line with hyphenation goes on here"


def test_every_file_becomes_a_document_of_its_own(
    run_directly: RunDirectly, tmp_path: Path, reported: list[tuple[float, str]]
) -> None:
    paths = [write_lines(tmp_path / f"{name}.pdf", (f"Document {name}",)) for name in ("one", "two")]

    output = run_directly(PdfToDocx(), paths, engine="flow")

    assert [file.name for file in output.files] == ["one.docx", "two.docx"]
    assert [words_of(open_document(output, number)) for number in (0, 1)] == ["Document one", "Document two"]
    assert [fraction for fraction, _ in reported] == [0.0, 0.5]


def test_without_the_extra_the_text_flows_and_the_result_says_so(
    run_directly: RunDirectly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Only text",))
    automatic = run_directly(PdfToDocx(), [path])
    assert docx_layout.layout_is_installed()
    monkeypatch.setattr(to_docx, "layout_is_installed", lambda: False)

    assert documents_of(automatic) == [("layout", 1)]
    assert documents_of(run_directly(PdfToDocx(), [path])) == [("flow", 1)]
    with pytest.raises(InvalidInputError, match="'pdf2docx'") as refusal:
        run_directly(PdfToDocx(), [path], engine="layout")
    assert refusal.value.code == "input_not_allowed"


@both_engines
def test_a_scan_is_told_to_be_read_first(run_directly: RunDirectly, tmp_path: Path, engine: str) -> None:
    output = run_directly(PdfToDocx(), [write_scan(tmp_path / "scan.pdf")], engine=engine)

    assert "'ocr'" in output.notes[0]
    assert any("/media/" in str(part.partname) for part in open_document(output).part.package.iter_parts())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start_page": -1}, "start_page must be non-negative"),
        ({"end_page": -2}, "end_page must be non-negative"),
        ({"start_page": 3, "end_page": 2}, "end_page must be greater than or equal to start_page"),
        ({"start_page": "x"}, "start_page"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(
    run_directly: RunDirectly, tmp_path: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        PdfToDocx.options_type.model_validate(options)


def test_pages_that_are_not_there_are_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("One",), ("Two",))

    unfit: list[dict[str, Any]] = [{"start_page": 2}, {"end_page": 2}]
    for options in unfit:
        with pytest.raises(InvalidInputError, match=r"2 page\(s\), so pages are 0 to 1") as refusal:
            run_directly(PdfToDocx(), [path], **options)
        assert refusal.value.code == "input_not_allowed"


@both_engines
def test_an_encrypted_document_opens_with_its_password(
    run_directly: RunDirectly, tmp_path: Path, engine: str
) -> None:
    path = lock(write_lines(tmp_path / "a.pdf", ("Hidden words",)), "tea")

    output = run_directly(PdfToDocx(), [path], engine=engine, password="tea")

    assert words_of(open_document(output)) == "Hidden words"
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(PdfToDocx(), [path], engine=engine)
    assert refusal.value.code == "input_encrypted"
