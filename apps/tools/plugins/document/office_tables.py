"""CSV as a workbook, for LibreOffice: on its own it would ask how to read the text."""

import csv
import re
from io import StringIO
from pathlib import Path

from apps.tools.base import InvalidInputError

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")
"""What every reader takes for the same number; a postcode or a long account number stays text."""
_DELIMITERS = ",;\t|"
_SAMPLE = 16 * 1024


def write_workbook(text: str, path: Path, *, name: str) -> None:
    """Write the rows to an XLSX file; nothing in them becomes a formula or a link.

    Raises InvalidInputError when a sheet cannot hold them.
    """
    import xlsxwriter

    csv.field_size_limit(len(text) + 1)
    settings = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), settings) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(csv.reader(StringIO(text), delimiter=_delimiter(text))):
            if row >= MAX_ROWS or len(values) > MAX_COLUMNS:
                raise InvalidInputError(
                    f"'{name}' is larger than a sheet, which has {MAX_ROWS} rows and {MAX_COLUMNS} columns.",
                    code="input_limit",
                )
            for column, value in enumerate(values):
                if _NUMBER.fullmatch(value):
                    sheet.write_number(row, column, float(value))
                else:
                    sheet.write_string(row, column, value)


def _delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE], _DELIMITERS).delimiter
    except csv.Error:
        return ","
