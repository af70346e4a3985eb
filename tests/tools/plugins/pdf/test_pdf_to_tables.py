"""Tables on pages become workbooks, CSV files and JSON."""

import csv
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from reportlab.platypus import PageBreak, SimpleDocTemplate, Table

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_to_tables import PdfToTables
from apps.tools.plugins.pdf.table_reading import TablesResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_lines

GRID = [("GRID", (0, 0), (-1, -1), 1, "black")]
FIRST = [["Item", "Price", "Code"], ["Tea, green", "4.5", "007"], ["=1+1", "-3", "1,200"]]
SECOND = [["Town", "People"], ["Bern", "133000"]]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    path = tmp_path / "tables.pdf"
    SimpleDocTemplate(str(path)).build(
        [
            Table(FIRST, style=GRID),
            Table([["a", "b"], ["c", "d"]], style=GRID, spaceBefore=40),
            PageBreak(),
            Table(SECOND, style=GRID),
        ]
    )
    return path


def test_each_table_is_a_sheet_with_numbers_as_numbers(run_directly: RunDirectly, tables: Path) -> None:
    output = run_directly(PdfToTables(), [tables])

    workbook = CalamineWorkbook.from_path(output.files[0].path)
    assert workbook.sheet_names == ["Page 1, table 1", "Page 1, table 2", "Page 2, table 1"]
    rows = workbook.get_sheet_by_name("Page 1, table 1").to_python()
    assert rows == [["Item", "Price", "Code"], ["Tea, green", 4.5, "007"], ["=1+1", -3.0, "1,200"]]


def test_each_table_is_a_csv_file_and_formulas_are_harmless(run_directly: RunDirectly, tables: Path) -> None:
    escaped = run_directly(PdfToTables(), [tables], output_format="csv")
    kept = run_directly(PdfToTables(), [tables], output_format="csv", formula_policy="keep")

    assert len(escaped.files) == 3
    with escaped.files[0].path.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [*FIRST[:2], ["'=1+1", "-3", "1,200"]]
    assert kept.files[0].path.read_text("utf-8").splitlines()[2] == '=1+1,-3,"1,200"'


def test_json_tells_page_order_and_place(run_directly: RunDirectly, tables: Path) -> None:
    output = run_directly(PdfToTables(), [tables], output_format="json", pages="2")

    (table,) = json.loads(output.files[0].path.read_text("utf-8"))
    assert (table["page"], table["order"]) == (2, 1)
    assert table["rows"] == [["Town", "People"], ["Bern", 133000]]
    assert isinstance(output.result, TablesResult)
    assert [(found.page, found.rows, found.columns) for found in output.result.tables] == [(2, 2, 2)]


def test_a_table_without_lines_is_found_by_its_alignment(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    rows = [[f"name-{number}", f"{number * 11}", f"code-{number}"] for number in range(1, 7)]
    SimpleDocTemplate(str(path)).build([Table(rows, colWidths=150)])

    output = run_directly(PdfToTables(), [path], output_format="json", numbers=False)

    assert json.loads(output.files[0].path.read_text("utf-8"))[0]["rows"] == rows
    with pytest.raises(InvalidInputError, match="No table was found"):
        run_directly(PdfToTables(), [path], detect="lines")


def test_pages_without_tables_are_told_so(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Only a sentence.",))

    with pytest.raises(InvalidInputError, match="'ocr'") as refusal:
        run_directly(PdfToTables(), [path])
    assert refusal.value.code == "input_not_allowed"


def test_an_encrypted_document_opens_with_its_password(run_directly: RunDirectly, tables: Path) -> None:
    output = run_directly(PdfToTables(), [lock(tables, "tea")], password="tea", output_format="json")

    assert len(json.loads(output.files[0].path.read_text("utf-8"))) == 3
