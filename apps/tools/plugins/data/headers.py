"""Tells names of columns from a first row of values."""

import re
from collections.abc import Sequence

_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
_VALUE = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*%?|\d{4}-\d\d-\d\d.*|true|false", re.IGNORECASE)


def is_header(rows: Sequence[Sequence[object]]) -> bool:
    """Whether the first row names the columns: not if one of its cells is a value like those below it."""
    first, *others = rows
    if not others:
        return any(not _is_value(cell) for cell in first)
    if any(not _is_value(cell) for cell in first) and all(map(_is_year, filter(_is_value, first))):
        return True
    for column, cell in enumerate(first):
        below = [row[column] for row in others if column < len(row) and row[column] not in {"", None}]
        if _is_value(cell) and below and all(map(_is_value, below)):
            return False
    return True


def _is_year(cell: object) -> bool:
    return bool(_YEAR.fullmatch(str(cell).strip()))


def _is_value(cell: object) -> bool:
    return bool(_VALUE.fullmatch(cell.strip())) if isinstance(cell, str) else cell is not None
