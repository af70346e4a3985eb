"""Two tables with lines, drawn cell by cell, and what independent readers find in the outputs."""

import csv
import json
from pathlib import Path

import pikepdf
from python_calamine import CalamineWorkbook

from apps.tools.proving.proofs import ProofFailedError

Rows = list[list[str | float]]

TABLES: tuple[Rows, ...] = (
    [["Lamp", "Height"], ["Skerry, north", 42.0], ["Holm", 17.5], ["=1+1", "007"]],
    [["Town", "Boats"], ["Havn", 40.0]],
)
_CELL = (110, 24)


def make_sample(format: str, path: Path) -> None:  # noqa: ARG001 - it is a PDF
    """A page for each table."""
    with pikepdf.new() as pdf:
        for rows in TABLES:
            page = pdf.add_blank_page(page_size=(400, 300))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pdf.make_stream("\n".join(_draw(rows)).encode())
        pdf.save(path)


def _draw(rows: Rows) -> list[str]:
    width, height = _CELL
    drawn = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            left, bottom = 50 + column * width, 240 - number * height
            drawn.append(f"{left} {bottom} {width} {height} re S")
            text = f"{cell:g}" if isinstance(cell, float) else cell
            drawn.append(f"BT /F1 11 Tf {left + 6} {bottom + 8} Td ({text}) Tj ET")
    return drawn


def check(path: Path, source: str, target: str, facts: None) -> None:  # noqa: ARG001 - a PDF
    """Every cell is in its place, numbers as numbers; a CSV has the first table, without live formulas."""
    found = {"xlsx": _read_workbook, "csv": _read_csv, "json": _read_json}[target](path)
    wanted = list(TABLES)
    if target == "csv":
        first = [[f"{cell:g}" if isinstance(cell, float) else cell for cell in row] for row in TABLES[0]]
        wanted = [[["'=1+1" if cell == "=1+1" else cell for cell in row] for row in first]]
    if found != wanted:
        raise ProofFailedError(f"the tables are {found}, not {wanted}")


def _read_workbook(path: Path) -> list[Rows]:
    workbook = CalamineWorkbook.from_path(path)
    tables: list[Rows] = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]  # type: ignore[misc] # no cell is a date
    return tables


def _read_csv(path: Path) -> list[Rows]:
    with path.open(newline="", encoding="utf-8") as file:
        return [[list(row) for row in csv.reader(file)]]


def _read_json(path: Path) -> list[Rows]:
    return [table["rows"] for table in json.loads(path.read_text("utf-8"))]
