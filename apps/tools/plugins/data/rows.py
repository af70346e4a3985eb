"""Turns rows of cells, of a sheet or of a page, into records under a header."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.columns import name_columns
from apps.tools.plugins.data.headers import is_header
from apps.tools.plugins.data.reading_options import ReadingOptions

_SAMPLE_ROWS = 200

Row = Sequence[Any]


def records_below_header(
    rows: Iterable[Row], options: ReadingOptions, *, name: str
) -> tuple[list[str], Iterator[Mapping[str, Any]]]:
    """The names of the columns, and the rows below; rows without any value are left out."""
    filled = (
        row for row in islice(rows, options.skip_rows, None) if any(cell not in {"", None} for cell in row)
    )
    sample = list(islice(filled, _SAMPLE_ROWS))
    if not sample:
        raise InvalidInputError(f"'{name}' has no row to read.")
    has_header = is_header(sample) if options.header == "auto" else options.header == "yes"
    width = max(map(len, sample))
    first = [*sample[0], *[""] * (width - len(sample[0]))] if has_header else [""] * width
    names = name_columns(_as_name(cell) for cell in first)
    below = chain(sample[1:] if has_header else sample, filled)
    return names, (_record(names, row) for row in below)


def _as_name(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _record(names: list[str], row: Row) -> Mapping[str, Any]:
    while len(names) < len(row):
        names.append(f"column_{len(names) + 1}")
    return {name: None if cell == "" else cell for name, cell in zip(names, row, strict=False)}
