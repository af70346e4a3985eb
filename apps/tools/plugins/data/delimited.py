"""Reads CSV and TSV: their delimiter and header are found out, their cells stay the texts they are."""

import csv
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, MiB, ToolInput
from apps.tools.plugins.data.columns import name_columns
from apps.tools.plugins.data.encodings import open_text
from apps.tools.plugins.data.headers import is_header
from apps.tools.plugins.data.reading_options import DELIMITERS, ReadingOptions
from apps.tools.plugins.data.tables import Table

if TYPE_CHECKING:
    from polars import LazyFrame

_SAMPLE_ROWS = 500
_SAMPLE_SIZE = 256 * 1024
_LONGEST_FIELD = 64 * MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a text is divided into rows and columns; `skip` are lines above the header."""

    delimiter: str
    names: tuple[str, ...]
    has_header: bool
    skip: int


def read_delimited(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    """The table as text; raises InvalidInputError with the row that cannot be read."""
    text = open_text(source.path, name=source.name, encoding=options.encoding, folder=folder)
    shape = _find_shape(text.path, source=source, options=options)
    frame = _scan(text.path, shape)
    if text.blank_lines and len(shape.names) > 1:
        frame = _without_blank_lines(frame)

    def repaired() -> Table:
        path = _repair(text.path, shape, source.name, folder)
        plain = Shape(delimiter=",", names=shape.names, has_header=False, skip=0)
        return Table(frame=_scan(path, plain), is_text=True, notes=text.notes)

    return Table(frame=frame, is_text=True, notes=text.notes, repaired=repaired)


def _scan(path: Path, shape: Shape) -> "LazyFrame":
    import polars as pl

    if shape.has_header:
        return pl.scan_csv(
            path,
            separator=shape.delimiter,
            skip_lines=shape.skip,
            new_columns=list(shape.names),
            infer_schema=False,
            glob=False,
        )
    return pl.scan_csv(
        path,
        separator=shape.delimiter,
        has_header=False,
        skip_lines=shape.skip,
        schema=dict.fromkeys(shape.names, pl.String()),
        missing_columns="insert",
        glob=False,
    )


def _without_blank_lines(frame: "LazyFrame") -> "LazyFrame":
    import polars as pl

    return frame.filter(pl.any_horizontal(pl.all().is_not_null()))


def _find_shape(path: Path, *, source: ToolInput, options: ReadingOptions) -> Shape:
    lines, hint = _sample(path, skip=options.skip_rows)
    forced = DELIMITERS.get(options.delimiter) or hint
    delimiter = forced or ("\t" if source.format == "tsv" else _find_delimiter(lines))
    rows = [row for row in _parse(lines, delimiter) if row]
    if not rows:
        raise InvalidInputError(f"'{source.name}' has no row to read.")
    has_header = is_header(rows) if options.header == "auto" else options.header == "yes"
    width = len(rows[0]) if has_header else max(map(len, rows))
    names = name_columns(rows[0] if has_header else [""] * width)
    blank = next(number for number, line in enumerate(lines) if line.strip())
    skip = options.skip_rows + (hint is not None) + blank
    return Shape(delimiter=delimiter, names=tuple(names), has_header=has_header, skip=skip)


def _sample(path: Path, *, skip: int) -> tuple[list[str], str | None]:
    """The first lines, and the delimiter that a line like `sep=;` announces."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in islice(file, skip):
            pass
        text = file.read(_SAMPLE_SIZE)
        whole = not file.read(1)
    lines = text.splitlines(keepends=True)
    lines = lines if whole or len(lines) == 1 else lines[:-1]
    first = lines[0].strip().strip('"') if lines else ""
    if first.startswith("sep=") and len(first) == 5:  # noqa: PLR2004 - what Excel writes
        return lines[1:], first[4]
    return lines, None


def _parse(lines: list[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    rows = list(islice(csv.reader(iter(lines), delimiter=delimiter), _SAMPLE_ROWS))
    return rows[:-1] if len(rows) > 1 and lines and not lines[-1].endswith(("\n", "\r")) else rows


def _find_delimiter(lines: list[str]) -> str:
    """The one that divides most rows into the same number of fields, and more than one."""
    best, found = (0.0, 0), ","
    for delimiter in DELIMITERS.values():
        widths = Counter(len(row) for row in _parse(lines, delimiter) if row)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        score = (round(count / widths.total(), 1), width)
        if width > 1 and score > best:
            best, found = score, delimiter
    return found


def _repair(path: Path, shape: Shape, name: str, folder: Path) -> Path:
    """Write the rows again as strict CSV, or say which one cannot be understood.

    Quotes within bare fields, which upset polars, are letters to Python.
    """
    width, copy = len(shape.names), folder / f"repaired-{path.stem}.csv"
    with (
        path.open(encoding="utf-8-sig", newline="") as file,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        rows, writer = csv.reader(file, delimiter=shape.delimiter, strict=True), csv.writer(target)
        for _ in islice(file, shape.skip):
            pass
        try:
            for number, row in enumerate(rows, start=1):
                if len(row) > width:
                    raise InvalidInputError(
                        f"Row {number} of '{name}' has {len(row)} fields, not {width}. "
                        "Is the delimiter right?"
                    )
                if row and not (number == 1 and shape.has_header):
                    writer.writerow(row + [""] * (width - len(row)))
        except csv.Error as error:
            raise InvalidInputError(
                f"'{name}' cannot be read from line {rows.line_num + shape.skip} on: {error}. "
                "A quote may be missing."
            ) from None
    return copy
