"""Checks files of lines: CSV and TSV, contacts and calendars."""

import csv
from collections import Counter
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

_LONGEST_FIELD = 64 * 1024 * 1024


def inspect_csv(path: Path) -> dict[str, float]:
    """Rows below the header, all as wide; the delimiter is that of the header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline(_LONGEST_FIELD)
    return _inspect(path, max(",;\t|", key=_outside_of_quotes(header).count))


def inspect_tsv(path: Path) -> dict[str, float]:
    """Rows below the header, all as wide."""
    return _inspect(path, "\t")


def _outside_of_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _inspect(path: Path, delimiter: str) -> dict[str, float]:
    csv.field_size_limit(_LONGEST_FIELD)
    widths = Counter[int]()
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            widths.update(map(len, csv.reader(file, delimiter=delimiter, strict=True)))
        except csv.Error:
            raise OutputInvalidError("The tool's output is no CSV.") from None
    width = max(widths, default=0)
    if not width or set(widths) - {0, width} or (widths[0] and width > 1):
        raise OutputInvalidError("The tool's output is empty, or its rows have different numbers of fields.")
    return {"rows": widths.total() - 1, "columns": width}


def inspect_vcf(path: Path) -> dict[str, float]:
    """Cards that begin, end and have a name."""
    return {"rows": _count_parts(path, outer="", part="VCARD", needed=("FN", "N"))}


def inspect_ics(path: Path) -> dict[str, float]:
    """Events of one calendar."""
    return {"rows": _count_parts(path, outer="VCALENDAR", part="VEVENT", needed=("UID", "DTSTART"))}


def _count_parts(path: Path, *, outer: str, part: str, needed: tuple[str, ...]) -> int:
    """How many parts there are, all closed in order and each with one of the needed properties."""
    opened: list[str] = []
    count, found = 0, False
    with path.open(encoding="utf-8", newline="") as file:
        for line in file:
            name, _, value = line.rstrip("\r\n").partition(":")
            if name == "BEGIN":
                if not opened and value != (outer or part):
                    raise OutputInvalidError(f"The tool's output begins with {value}.")
                opened.append(value)
                found = False if value == part else found
            elif name == "END":
                if not opened or opened.pop() != value or (value == part and not found):
                    raise OutputInvalidError(f"The tool's output has a {value} that is not complete.")
                count += value == part
            elif opened and opened[-1] == part:
                found = found or name.partition(";")[0] in needed
    if opened:
        raise OutputInvalidError(f"The tool's output ends within {opened[-1]}.")
    return count
