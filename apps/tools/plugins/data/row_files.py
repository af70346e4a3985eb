"""Writes tables row by row: workbooks, YAML, TOML, XML, Markdown and HTML."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.data.flat_columns import Nested, as_text, flatten, moments_as_text
from apps.tools.plugins.data.markup_tables import write_html, write_markdown
from apps.tools.plugins.data.toml_trees import write_toml_records
from apps.tools.plugins.data.xml_writing import write_xml_records
from apps.tools.plugins.data.yaml_trees import write_yaml

if TYPE_CHECKING:
    from polars import LazyFrame

MOST_ROWS = {
    "xlsx": 1_048_575,
    "yaml": 1_000_000,
    "toml": 1_000_000,
    "xml": 5_000_000,
    "md": 1_000_000,
    "html": 1_000_000,
}
"""Below a header; of the others it is what a reader may still open."""
_LONGEST_CELL = 32_767
_DIGITS_OF_A_SHEET = 2**53
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; before it, days are off by one."""
_TOO_MANY_DIGITS = "Numbers with more than 15 digits were written as texts: a workbook would round them."
_PIECE = 5000
_SHOWN = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss"}


def records(frame: "LazyFrame") -> Iterator[dict[str, Any]]:
    """The rows as Python values, a piece at a time."""
    for piece in frame.collect_batches(chunk_size=_PIECE, maintain_order=True, engine="streaming"):
        yield from piece.iter_rows(named=True)


def _texts(frame: "LazyFrame", *, nested: Nested) -> tuple[list[str], Iterator[Sequence[str | None]]]:
    flat = flatten(frame, nested=nested)
    schema = flat.collect_schema()
    plain = flat.select([as_text(name, kind) for name, kind in schema.items()])
    batches = plain.collect_batches(chunk_size=_PIECE, maintain_order=True, engine="streaming")
    return schema.names(), (row for piece in batches for row in piece.iter_rows())


def write_markup(frame: "LazyFrame", path: Path, *, format: str, nested: Nested) -> int:
    """Write a Markdown or HTML table; how many rows it has."""
    names, rows = _texts(frame, nested=nested)
    write = write_markdown if format == "md" else write_html
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return write(names, rows, file)


def write_records(frame: "LazyFrame", path: Path, *, format: str) -> tuple[int, tuple[str, ...]]:
    """Write YAML, TOML or XML records; how many, and what was lost."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if format == "xml":
            return write_xml_records(records(moments_as_text(frame)), file), ()
        if format == "yaml":
            return write_yaml(map(_for_yaml, records(frame)), file, as_list=True), ()
        count, losses = write_toml_records(records(flatten(frame, nested="json")), file)
        return count, losses.notes()


def _for_yaml(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, time) else value for name, value in record.items()}


def write_workbook(frame: "LazyFrame", path: Path, *, nested: Nested) -> tuple[int, tuple[str, ...]]:
    """Write one sheet, in which no text is a formula or link; how many rows, and what was lost."""
    import xlsxwriter

    flat, notes = flatten(frame, nested=nested), set[str]()
    names = flat.collect_schema().names()
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        formats = {kind: workbook.add_format({"num_format": shown}) for kind, shown in _SHOWN.items()}
        sheet = workbook.add_worksheet("Table")
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, None, workbook.add_format({"bold": True}))
        for column, name in enumerate(names):
            sheet.write_string(0, column, name)
        count = 0
        for count, record in enumerate(records(flat), start=1):
            for column, found in enumerate(record.values()):
                value, note = _suit(found)
                notes.add(note)
                _write_cell(sheet, count, column, value, formats)
    return count, tuple(sorted(filter(None, notes)))


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: Mapping[type, Any]) -> None:
    """Write by the type of the value: the writer's own guesses would make formulas and links of texts."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_datetime(row, column, value, formats[type(value)])


def _suit(value: Any) -> tuple[Any, str]:
    """What a cell can hold of a value, and what was lost."""
    if isinstance(value, str):
        cut = value[:_LONGEST_CELL]
        return cut, "" if len(cut) == len(
            value
        ) else f"Texts were cut at {_LONGEST_CELL} letters, as Excel does."
    if isinstance(value, bool) or value is None:
        return value, ""
    if isinstance(value, int | float | Decimal):
        return _suit_number(value)
    if isinstance(value, datetime) and value.tzinfo:
        return _suit_day(value.astimezone(UTC).replace(tzinfo=None))[0], (
            "A workbook knows no time zones: times that had one are in UTC."
        )
    if isinstance(value, date):
        return _suit_day(value)
    return (value, "") if isinstance(value, time) else (str(value), "")


def _suit_number(value: float | Decimal) -> tuple[Any, str]:
    if isinstance(value, Decimal):
        near = float(value)
        exact = abs(near) <= _DIGITS_OF_A_SHEET and Decimal(repr(near)) == value
        return (near, "") if exact else (str(value), _TOO_MANY_DIGITS)
    if not math.isfinite(value):
        return str(value), ""
    return (
        (value, "")
        if type(value) is float or abs(value) <= _DIGITS_OF_A_SHEET
        else (str(value), _TOO_MANY_DIGITS)
    )


def _suit_day(value: date) -> tuple[Any, str]:
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        return value.isoformat(), "Days before March 1900 were written as texts: workbooks cannot count them."
    return value, ""
