"""Checks JSON and CSV: they parse to the end, and how many rows they hold."""

import csv
import json
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_LONGEST_FIELD = 16 * 1024 * 1024


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many records the file holds: entries of a JSON list, or rows below a CSV's header."""
    try:
        return _inspect_json(path) if format == "json" else _inspect_csv(path)
    except UnicodeDecodeError:
        raise OutputInvalidError("The tool's output is not UTF-8 text.") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _inspect_json(path: Path) -> dict[str, float]:
    try:
        value = json.loads(path.read_text("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise OutputInvalidError("The tool's output is no JSON.") from None
    return {"rows": len(value)} if isinstance(value, list) else {}


def _inspect_csv(path: Path) -> dict[str, float]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            widths = [len(row) for row in csv.reader(file, strict=True) if row]
        except csv.Error:
            raise OutputInvalidError("The tool's output is no CSV.") from None
    if len(set(widths)) != 1:
        raise OutputInvalidError("The tool's output is empty, or its rows have different numbers of fields.")
    return {"rows": len(widths) - 1, "columns": widths[0]}
