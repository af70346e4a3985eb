"""How large the sheets of a workbook would become in memory, found out without unpacking it to anywhere."""

import re
import zipfile
from xml.parsers import expat
from zlib import error as zlib_error

from apps.tools.base import InvalidInputError, MiB, ToolInput

MAX_CELLS = 30_000_000
_MAX_UNPACKED = 1024 * MiB
_MAX_MEMBERS = 10_000
_MAX_ROWS = 1_048_576
"""Of a sheet, as Excel has them."""
_PIECE = 1024 * 1024
_OVERLAP = 512
"""Bytes of a piece that are looked at again with the next one: more than the beginning of any usual cell."""
_ROW = re.compile(rb"<row[\s/>]")
_CELL = re.compile(rb"""<c\s(?>[^<>]*?\br=["']([A-Z]{1,3})(\d{1,9})["'])[^<>]*+(?<!/)>\s*+<(?:v|is|f)[\s>]""")
"""Of a cell that holds something; formatted empty ones reach to the last row of many a sheet."""
_OLE = b"\xd0\xcf\x11\xe0"


def refuse_huge_sheets(source: ToolInput, *, most_cells: int) -> None:
    """Raise InvalidInputError for a small XLSX or ODS that becomes a huge sheet; an XLS cannot."""
    if source.format == "xls" or is_encrypted(source):
        return
    try:
        with zipfile.ZipFile(source.path) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS or sum(item.file_size for item in members) > _MAX_UNPACKED:
                raise _too_large(source.name, most_cells)
            _check_members(archive, members, name=source.name, most_cells=most_cells)
    except (zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError):
        raise InvalidInputError(
            f"'{source.name}' is a damaged workbook: its parts cannot be unpacked."
        ) from None


def is_encrypted(source: ToolInput) -> bool:
    """Whether it is no ZIP archive but an old kind of file, as an XLSX or ODS with a password is."""
    with source.path.open("rb") as file:
        return source.format != "xls" and file.read(4) == _OLE


def _too_large(name: str, most_cells: int) -> InvalidInputError:
    return InvalidInputError(
        f"'{name}' unpacks to more than {_MAX_UNPACKED // MiB} MiB or {most_cells:,} cells: a cell far off "
        "makes all before it part of the sheet.",
        code="input_limit",
    )


def _check_members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, name: str, most_cells: int
) -> None:
    left = _MAX_UNPACKED
    for member in members:
        counter: _Extent | _Repeats | None = None
        if member.filename.startswith("xl/worksheets/"):
            counter = _Extent()
        if member.filename == "content.xml":
            counter = _Repeats(name)
        with archive.open(member) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0 or (counter and counter.feed(piece) > most_cells):
                    raise _too_large(name, most_cells)


class _Extent:
    """Counts the cells of an XLSX sheet up to the last row and column that hold something."""

    def __init__(self) -> None:
        self._tail = b""
        self._rows = self._last_row = self._last_column = 0

    def feed(self, piece: bytes) -> int:
        """Take the next bytes; how many cells it has so far."""
        text = self._tail + piece
        self._rows += len(_ROW.findall(text)) - len(_ROW.findall(self._tail))
        if self._rows > _MAX_ROWS:  # they may be without numbers
            return self._rows * _MAX_ROWS
        found = set(_CELL.findall(text))
        self._last_row = max(self._last_row, max((int(row) for _, row in found), default=0))
        columns = {column for column, _ in found}
        self._last_column = max(self._last_column, max(map(_column_number, columns), default=0))
        self._tail = text[-_OVERLAP:]
        return self._last_row * self._last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _Repeats:
    """Counts the cells of an ODS, in which one element can stand for a million."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells = self._in_row = self._repeat = 0
        self._rows = 1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.buffer_text = True

    def feed(self, piece: bytes) -> int:
        """Take the next bytes of the content; how many cells it has so far."""
        self._parser.Parse(piece)
        return self._cells

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


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004
