"""Tables in Markdown and HTML: read from a page, and written so that readers and programs like them."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TextIO

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.data.choosing import choose
from apps.tools.plugins.data.encodings import open_text
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.rows import Row, records_below_header
from apps.tools.plugins.data.spool import spool
from apps.tools.plugins.data.tables import Table

LARGEST = 64 * MiB
_MAX_SPAN = 1000
_MAX_CELLS = 5_000_000
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELLS = re.compile(r"(?<!\\)\|")
_UNESCAPED = re.compile(r"\\([\\`*_{}\[\]<>()#+\-.!|~&])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_markdown(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """One of the tables of a Markdown document; its cells are texts."""
    return _table(source, options, folder, read=_markdown_tables)


def read_html(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """One of the tables of a page; cells that span several are repeated."""
    return _table(source, options, folder, read=_html_tables)


def _table(source: ToolInput, options: ReadingOptions, folder: Path, *, read: Any) -> Table:
    if source.size > LARGEST:
        raise InvalidInputError(f"'{source.name}' is larger than {LARGEST // MiB} MiB.", code="input_limit")
    text = open_text(source.path, name=source.name, encoding=options.encoding, folder=folder)
    tables: list[list[Row]] = read(text.path, source.name)
    numbers = [str(number) for number, _ in enumerate(tables, start=1)]
    chosen, notes = choose(numbers, options.sheet, kind="table", name=source.name)
    rows = tables[int(chosen) - 1]
    names, records = records_below_header(rows, options, name=source.name)
    frame = spool(({n: v or None for n, v in record.items()} for record in records), folder, columns=names)
    return Table(frame=frame, is_text=True, notes=(*text.notes, *notes))


def _markdown_tables(path: Path, _: str) -> list[list[Row]]:
    tables: list[list[Row]] = []
    previous, inside = "", False
    with path.open(encoding="utf-8-sig") as file:
        for raw in file:
            line = raw.strip()
            if inside and "|" in line:
                tables[-1].append(_markdown_cells(line))
            elif not inside and "|" in line and "|" in previous and "-" in line and _RULE.fullmatch(line):
                tables.append([_markdown_cells(previous)])
                inside = True
            else:
                inside = False
            previous = line
    return tables


def _markdown_cells(line: str) -> list[str]:
    inner = line.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_UNESCAPED.sub(r"\1", _BREAK.sub("\n", cell.strip())) for cell in _CELLS.split(inner)]


class _TableParser(HTMLParser):
    """Collects the cells of each table; a table within a table counts for itself."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._spans: dict[int, tuple[int, str]] = {}
        self._span = (1, 1)
        self._name, self._cells = name, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self._end_cell()
            self.tables.append([])
            self._open.append(self.tables[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            values = dict(attrs)
            self._span = (_span(values.get("colspan")), _span(values.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()
            self._spans = {}

    def handle_data(self, data: str) -> None:
        """Collect the text of a cell."""
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        if not self._open[-1]:
            self._open[-1].append([])
        row, text = self._open[-1][-1], "".join(self._cell).strip()
        self._cell = None
        self._fill(row)
        for _ in range(self._span[0]):
            if self._span[1] > 1:
                self._spans[len(row)] = (self._span[1] - 1, text)
            row.append(text)
        self._cells += self._span[0]
        if self._cells > _MAX_CELLS:
            raise InvalidInputError(f"'{self._name}' has more than {_MAX_CELLS} cells.", code="input_limit")
        self._fill(row)

    def _fill(self, row: list[str]) -> None:
        """Repeat what spans from a row above."""
        while len(row) in self._spans and self._spans[len(row)][0]:
            left, text = self._spans[len(row)]
            self._spans[len(row)] = (left - 1, text)
            row.append(text)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MAX_SPAN) if text and text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004


def _html_tables(path: Path, name: str) -> list[list[Row]]:
    parser = _TableParser(name)
    with path.open(encoding="utf-8-sig") as file:
        while piece := file.read(LARGEST // 64):
            parser.feed(piece)
    parser.close()
    return [list[Row](table) for table in parser.tables if table]


def write_markdown(names: Sequence[str], rows: Iterable[Sequence[str | None]], file: TextIO) -> int:
    """Write a table as GitHub and its like read it; line breaks become <br>."""
    file.write(f"| {' | '.join(map(_markdown, names))} |\n|{' --- |' * len(names)}\n")
    count = 0
    for row in rows:
        file.write(f"| {' | '.join(map(_markdown, row))} |\n")
        count += 1
    return count


def _markdown(cell: str | None) -> str:
    text = (cell or "").replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<").replace("\r\n", "\n")
    return text.replace("\n", "<br>").replace("\r", "<br>")


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Table</title>
<style>table {border-collapse: collapse}
th, td {border: 1px solid #999; padding: .25em .5em; text-align: left}
td {white-space: pre-wrap}</style>
</head>
<body>
<table>
"""


def write_html(names: Sequence[str], rows: Iterable[Sequence[str | None]], file: TextIO) -> int:
    """Write a page with one table; nothing of a cell is taken for markup."""
    header = "".join(f"<th>{escape(name)}</th>" for name in names)
    file.write(f"{_PAGE}<thead>\n<tr>{header}</tr>\n</thead>\n<tbody>\n")
    count = 0
    for row in rows:
        cells = "".join(f"<td>{escape(cell or '')}</td>" for cell in row)
        file.write(f"<tr>{cells}</tr>\n")
        count += 1
    file.write("</tbody>\n</table>\n</body>\n</html>\n")
    return count
