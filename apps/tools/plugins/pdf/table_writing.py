"""Writes tables as a workbook, as CSV files or as JSON."""

import csv
import json
import re

from apps.tools.base import OutputFile, ToolOutput, ToolRun
from apps.tools.plugins.pdf.table_options import PdfToTablesOptions
from apps.tools.plugins.pdf.table_reading import FoundTable, Table, TablesResult

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?")
"""What is surely a number, and the same one as a float: no leading zeros, thousands or units."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MAX_CELL = 32_767
"""Letters that a cell of Excel holds."""


def write_tables(run: ToolRun[PdfToTablesOptions], tables: list[Table]) -> ToolOutput:
    """The files in the format wanted, and what is in them."""
    write = {"xlsx": _write_workbook, "csv": _write_csv, "json": _write_json}[run.options.output_format]
    found = [
        FoundTable(
            page=table.page,
            order=table.order,
            rows=len(table.rows),
            columns=len(table.rows[0]),
            box=table.box,
        )
        for table in tables
    ]
    return ToolOutput(write(run, tables), TablesResult(tables=found))


def _write_workbook(run: ToolRun[PdfToTablesOptions], tables: list[Table]) -> tuple[OutputFile, ...]:
    import xlsxwriter

    path = run.output_path("xlsx")
    settings = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    settings["in_memory"] = True  # its temporary files want modes that the sandbox does not give
    with xlsxwriter.Workbook(str(path), settings) as workbook:
        for table in tables:
            sheet = workbook.add_worksheet(f"Page {table.page}, table {table.order}")
            for number, row in enumerate(table.rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, _value(cell[:_MAX_CELL], run.options))
    return (OutputFile(path=path, format="xlsx"),)


def _write_csv(run: ToolRun[PdfToTablesOptions], tables: list[Table]) -> tuple[OutputFile, ...]:
    files = []
    for table in tables:
        path = run.output_path("csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([_harmless(cell, run.options) for cell in row] for row in table.rows)
        claims = {"rows": len(table.rows) - 1, "columns": len(table.rows[0])}
        files.append(OutputFile(path=path, format="csv", claims=claims))
    return tuple(files)


def _write_json(run: ToolRun[PdfToTablesOptions], tables: list[Table]) -> tuple[OutputFile, ...]:
    path = run.output_path("json")
    content = [
        {
            "page": table.page,
            "order": table.order,
            "box": table.box,
            "rows": [[_value(cell, run.options) for cell in row] for row in table.rows],
        }
        for table in tables
    ]
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return (OutputFile(path=path, format="json", claims={"rows": len(content)}),)


def _value(cell: str, options: PdfToTablesOptions) -> str | int | float:
    match = _NUMBER.fullmatch(cell) if options.numbers else None
    if not match:
        return cell
    return float(cell) if match[2] else int(cell)


def _harmless(cell: str, options: PdfToTablesOptions) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run; numbers are none of that."""
    risky = options.formula_policy == "escape" and cell.startswith(_FORMULA)
    return f"'{cell}" if risky and not _NUMBER.fullmatch(cell) else cell
