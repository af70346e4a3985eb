"""Writes a table with a row for each point, in which no name is a formula."""

import csv
from collections.abc import Iterator
from math import isnan
from pathlib import Path

from apps.tools.plugins.geo.features import Feature, GeoDocument, Written
from apps.tools.plugins.geo.texts import decimal, timestamp

COLUMNS = (
    "kind", "feature", "name", "description", "segment", "latitude", "longitude", "elevation", "time",
)  # fmt: skip
"""`kind` is waypoint, route, track, area or hole; `feature` and `segment` count from 1. The description and
the properties, which follow as columns of their own, stand in the first row of a feature only."""
MAX_PROPERTIES = 200


def write_csv(document: GeoDocument, path: Path) -> Written:
    """Write every point."""
    names = document.property_names()
    kept = [name for name in names if name not in COLUMNS][:MAX_PROPERTIES]
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS, *map(guarded, kept)])
        for number, feature in enumerate(document.features, start=1):
            for row in _rows(feature, number, kept):
                writer.writerow(row)
                rows += 1
    lost = len(names) - len(kept)
    notes = (f"{lost} kinds of attributes were left out.",) if lost else ()
    return Written({"rows": rows}, notes)


def _rows(feature: Feature, number: int, kept: list[str]) -> Iterator[list[str]]:
    name = guarded(feature.name)
    first = [guarded(feature.description), *(_cell(feature.properties.get(key)) for key in kept)]
    for segment, part in enumerate(feature.parts, start=1):
        kind = "hole" if part.hole else feature.kind
        for latitude, longitude, elevation, time in part:
            description, *values = first
            yield [
                kind, str(number), name, description, str(segment), decimal(latitude), decimal(longitude),
                "" if isnan(elevation) else decimal(elevation), timestamp(time), *values,
            ]  # fmt: skip
            first = [""] * len(first)


def _cell(value: object) -> str:
    return "" if value is None else guarded(value) if isinstance(value, str) else str(value)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
