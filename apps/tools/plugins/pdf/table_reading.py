"""Finds tables with pdfplumber: by their lines, or by how their text is aligned."""

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.pages import chosen_once
from apps.tools.plugins.pdf.saving import save_pdf
from apps.tools.plugins.pdf.table_options import PdfToTablesOptions

if TYPE_CHECKING:
    from pathlib import Path

MAX_CELLS = 500_000
_LEAST_ROWS = 2
_LINES: dict[str, Any] = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}
_TEXT: dict[str, Any] = {"vertical_strategy": "text", "horizontal_strategy": "text", "min_words_vertical": 3}

Row = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equally many cells, and where they stand: page and order from 1, box from the upper left."""

    page: int
    order: int
    box: tuple[float, float, float, float]
    rows: list[Row]


class FoundTable(BaseModel):
    """A table that was found."""

    page: int = Field(description="The page it is on, from 1.")
    order: int = Field(description="Which table of the page it is, from the top.")
    rows: int = Field(description="How many rows it has.")
    columns: int = Field(description="How many columns it has.")
    box: tuple[float, float, float, float] = Field(
        description="Left, top, right and bottom in points, from the upper left corner of the page."
    )


class TablesResult(BaseModel):
    """All tables, in the order of the pages."""

    tables: list[FoundTable] = Field(description="The tables that were found.")


def read_tables(run: ToolRun[PdfToTablesOptions]) -> list[Table]:
    """Every table on the pages; raises InvalidInputError when there is none."""
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    path, indexes = _take_pages(run)
    tables: list[Table] = []
    cells = 0
    try:
        with pdfplumber.open(path) as document:
            for number, page in enumerate(document.pages):
                run.progress(number / len(indexes), f"page {indexes[number] + 1}")
                found = _on_page(page, number=indexes[number] + 1, detect=run.options.detect)
                page.close()
                tables += found
                cells += sum(len(table.rows) * len(table.rows[0]) for table in found)
                _refuse_flood(run, cells)
    except (PdfminerException, PSException, RecursionError, struct.error) as error:
        raise InvalidInputError(
            f"The tables of '{run.source.name}' cannot be read: a page, or a font, is damaged. "
            "Choose other pages, or try pdf-repair first."
        ) from error
    finally:
        path.unlink()
    if not tables:
        raise InvalidInputError(
            f"No table was found on the pages of '{run.source.name}'. Tables without lines need detect=text; "
            "scans must be read with the tool 'ocr' first.",
            code="input_not_allowed",
        )
    return tables


def _refuse_flood(run: ToolRun[PdfToTablesOptions], cells: int) -> None:
    if cells > MAX_CELLS:
        raise InvalidInputError(
            f"The tables of '{run.source.name}' have more than {MAX_CELLS:,} cells. Choose fewer pages.",
            code="input_limit",
        )


def _take_pages(run: ToolRun[PdfToTablesOptions]) -> "tuple[Path, list[int]]":
    """The pages alone, without encryption, as qpdf mends them."""
    path = run.output_path("pdf")
    with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
        indexes = chosen_once(run.options.pages, len(pdf.pages))
        for index in reversed(range(len(pdf.pages))):
            if index not in indexes:
                del pdf.pages[index]
        save_pdf(pdf, path, encryption=False)
    return path, indexes


def _on_page(page: Any, *, number: int, detect: str) -> list[Table]:
    found = [] if detect == "text" else _find(page, _LINES)
    if not found and detect != "lines":
        found = _find(page, _TEXT)
    found.sort(key=lambda table: (table[0][1], table[0][0]))
    return [Table(number, order, box, rows) for order, (box, rows) in enumerate(found, start=1)]


def _find(page: Any, settings: dict[str, Any]) -> list[tuple[tuple[float, float, float, float], list[Row]]]:
    found = []
    for table in page.find_tables(settings):
        rows = [[_clean(cell) for cell in row] for row in table.extract()]
        rows = [row for row in rows if any(row)]
        columns = [
            index for index in range(max(map(len, rows), default=0)) if any(row[index] for row in rows)
        ]
        rows = [[row[index] for index in columns] for row in rows]
        if len(rows) >= _LEAST_ROWS and len(columns) > 1:
            left, top, right, bottom = (round(float(side), 2) for side in table.bbox)
            found.append(((left, top, right, bottom), rows))
    return found


def _clean(cell: str | None) -> str:
    return "".join(sign for sign in cell or "" if sign.isprintable() or sign == "\n").strip()
