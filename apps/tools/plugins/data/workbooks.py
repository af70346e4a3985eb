"""Reads a sheet of an XLSX, ODS or XLS workbook, after a look at how large it would become."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.choosing import choose
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.rows import records_below_header
from apps.tools.plugins.data.spool import spool
from apps.tools.plugins.data.tables import Table
from apps.tools.plugins.data.workbook_sizes import MAX_CELLS, is_encrypted, refuse_huge_sheets

_EXACT = 2**53


def read_workbook(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """The cells of one sheet with the types they have there; formulas are read as their last results."""
    if is_encrypted(source):
        raise _encrypted(source.name)
    refuse_huge_sheets(source, most_cells=MAX_CELLS)
    sheets, chosen, notes = _open(source, options)
    names, records = records_below_header(map(_cells, sheets), options, name=chosen)
    return Table(frame=spool(records, folder, columns=names), notes=notes)


def _open(source: ToolInput, options: ReadingOptions) -> tuple[Iterator[list[Any]], str, tuple[str, ...]]:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(source.path)
        chosen, notes = choose(workbook.sheet_names, options.sheet, kind="sheet", name=source.name)
        return iter(workbook.get_sheet_by_name(chosen).to_python()), chosen, notes
    except (InvalidInputError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except calamine.PasswordError:
        raise _encrypted(source.name) from None
    except BaseException as error:  # a panic of its parser is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InvalidInputError(
            f"'{source.name}' cannot be read as a workbook: it is damaged, or of another kind."
        ) from None


def _encrypted(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"'{name}' is protected by a password. Save it without one.", code="input_encrypted"
    )


def _cells(row: list[Any]) -> list[Any]:
    return [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    """A sheet has floats only, and moments at midnight for days."""
    if type(value) is float and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if type(value) is datetime and not (value.hour or value.minute or value.second or value.microsecond):
        return value.date()
    return value
