"""Reads a sheet of an XLSX, ODS or XLS workbook, after a look at how large it would become."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zlib import error as zlib_error

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.data.choosing import choose
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.rows import records_below_header
from apps.tools.plugins.data.spool import spool
from apps.tools.plugins.data.tables import Table

MAX_CELLS = 30_000_000
_MAX_UNPACKED = 1024 * MiB
_MAX_MEMBERS = 10_000
_PIECE = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_MAX_ROWS = 1_048_576
"""Of a sheet, as Excel has them."""
_ROW = re.compile(rb"""\br=["'][A-Z]{1,3}(\d{1,9})["']""")
_COLUMN = re.compile(rb"""\br=["']([A-Z]{1,3})\d""")
_ROW_TAG = re.compile(rb"<row[\s/>]")
_EXACT = 2**53


def read_workbook(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """The cells of one sheet with the types they have there; formulas are read as their last results."""
    _check_size(source)
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


def _check_size(source: ToolInput) -> None:
    """Refuse a small file that becomes a huge sheet; raises InvalidInputError."""
    with source.path.open("rb") as file:
        is_ole = file.read(4) == _OLE
    if source.format == "xls":
        return
    if is_ole:
        raise _encrypted(source.name)
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS or sum(item.file_size for item in members) > _MAX_UNPACKED:
                raise _too_large(source.name)
            _check_members(archive, members, name=source.name)
    except (zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError):
        raise InvalidInputError(
            f"'{source.name}' is a damaged workbook: its parts cannot be unpacked."
        ) from None


def _too_large(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"'{name}' unpacks to more than {_MAX_UNPACKED // MiB} MiB or {MAX_CELLS} cells.", code="input_limit"
    )


def _check_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, name: str) -> None:
    left = _MAX_UNPACKED
    for member in members:
        sheet, counter = member.filename.startswith("xl/worksheets/"), None
        if member.filename == "content.xml":
            counter = _RepeatCounter(name)
        rows, last_row, columns, tail = 0, 0, set[bytes](), b""
        with archive.open(member) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise _too_large(name)
                if sheet:
                    rows += len(_ROW_TAG.findall(tail + piece)) - len(_ROW_TAG.findall(tail))
                    if rows > _MAX_ROWS:  # they may be without numbers
                        raise _too_large(name)
                    tail, found = piece[-64:], tail + piece
                    last_row = max(last_row, max(map(int, set(_ROW.findall(found))), default=0))
                    columns.update(_COLUMN.findall(found))
                    if last_row * max(map(_column_number, columns), default=0) > MAX_CELLS:
                        raise _too_large(name)
                if counter:
                    counter.feed(piece)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _RepeatCounter:
    """Counts the cells of an ODS sheet, in which one element can stand for a million."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells = self._in_row = self._repeat = 0
        self._rows = 1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.buffer_text = True

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the content."""
        self._parser.Parse(piece)

    def _refuse(self, *_: object) -> None:
        raise InvalidInputError(f"'{self._name}' declares a DTD, which a workbook does not need.")

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "table:table-row":
            self._rows, self._in_row = _number(attributes, "table:number-rows-repeated"), 0
        elif element == "table:table-cell":
            self._repeat += _number(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes:
                self._in_row, self._repeat = self._in_row + self._repeat, 0

    def _end(self, element: str) -> None:
        if element == "table:table-row":
            self._cells += self._in_row * self._rows
            self._repeat = 0
            if self._cells > MAX_CELLS:
                raise _too_large(self._name)


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004
