"""Reads tables of points, ours and other people's: columns are known by their titles."""

import codecs
import csv
from pathlib import Path
from typing import get_args

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.features import Feature, FeatureKind, GeoDocument
from apps.tools.plugins.geo.points import Points

_TITLES = {
    "latitude": ("latitude", "lat", "y", "breite", "breitengrad"),
    "longitude": ("longitude", "lon", "lng", "long", "x", "laenge", "l\u00e4nge", "l\u00e4ngengrad"),
    "elevation": ("elevation", "ele", "alt", "altitude", "height", "z", "h\u00f6he"),
    "time": ("time", "timestamp", "datetime", "date_time", "utc", "zeit"),
    "name": ("name", "title", "label"),
    "description": ("description", "desc", "comment", "notes"),
    "kind": ("kind", "type"),
    "feature": ("feature", "track", "track_id", "trip", "line"),
    "segment": ("segment", "segment_id", "trkseg"),
}
_MAX_FIELD = 1024 * 1024
_MAX_COLUMNS = 1000
_HEAD = 64 * 1024


def read_csv(path: Path, *, lines: str = "auto") -> GeoDocument:
    """The points of a table; raises InvalidInputError. `lines` is waypoint, route or track, or auto."""
    csv.field_size_limit(_MAX_FIELD)
    document = GeoDocument()
    with path.open(encoding=_encoding(path), newline="") as file:
        head = file.read(_HEAD)
        if "\0" in head:
            raise InvalidInputError("The file is no text, so it is no CSV.")
        file.seek(0)
        delimiter = max(",;\t|", key=head.partition("\n")[0].count)
        rows = csv.reader(file, delimiter=delimiter)
        try:
            table = _Table(document, next(rows, []), decimal_comma=delimiter == ";", lines=lines)
            for row in rows:
                table.add(row, rows.line_num)
        except csv.Error as error:
            raise InvalidInputError(f"The CSV is damaged in line {rows.line_num}: {error}.") from None
    table.finish()
    return document


def _encoding(path: Path) -> str:
    """What a byte order mark says; else UTF-8 if it is that to the end, or else Western."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while chunk := file.read(_HEAD):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


class _Table:
    """Turns rows into features: rows in a row of one feature and one segment belong together."""

    def __init__(self, document: GeoDocument, header: list[str], *, decimal_comma: bool, lines: str) -> None:
        self._document, self._decimal_comma = document, decimal_comma
        self._columns = _columns(header)
        known = set(self._columns.values())
        self._others = {
            number: title.strip()[:200]
            for number, title in enumerate(header)
            if number not in known and title.strip()
        }
        self._default = self._default_kind(lines)
        self._key: tuple[str, ...] = ()
        self._segment = ""
        self._feature: Feature | None = None

    def _default_kind(self, lines: str) -> FeatureKind:
        if lines in get_args(FeatureKind):
            return next(kind for kind in get_args(FeatureKind) if kind == lines)
        is_line = "feature" in self._columns or "segment" in self._columns
        return "track" if is_line or ("time" in self._columns and "name" not in self._columns) else "waypoint"

    def _said(self, row: list[str], column: str) -> str:
        number = self._columns.get(column, len(row))
        return row[number].strip() if number < len(row) else ""

    def add(self, row: list[str], line: int) -> None:
        """Take one row."""
        if not any(row):
            return
        said = self._said(row, "kind").lower()
        hole = said == "hole"
        kind = "area" if hole else next((one for one in get_args(FeatureKind) if one == said), self._default)
        key = (kind, self._said(row, "feature"))
        if self._feature is None or key != self._key or (kind == "waypoint" and not key[1]):
            self.finish()
            self._begin(kind, row)
        segment = f"{hole}{self._said(row, 'segment')}"
        if self._feature and (not self._feature.parts or segment != self._segment):
            self._feature.parts.append(Points(hole=hole))
        self._key, self._segment = key, segment
        if self._feature:
            self._add_point(self._feature.parts[-1], row, line)

    def _begin(self, kind: FeatureKind, row: list[str]) -> None:
        properties = {
            title: row[number] for number, title in self._others.items() if number < len(row) and row[number]
        }
        name, text = unguarded(self._said(row, "name")), unguarded(self._said(row, "description"))
        self._feature = Feature(kind, name, text, properties=dict(properties))

    def _add_point(self, points: Points, row: list[str], line: int) -> None:
        latitude, longitude, elevation = (
            self._said(row, column).replace(",", ".") if self._decimal_comma else self._said(row, column)
            for column in ("latitude", "longitude", "elevation")
        )
        self._document.add_point(
            points, (latitude, longitude), elevation=elevation, time=self._said(row, "time"), line=line
        )

    def finish(self) -> None:
        """Keep the feature that has come to its end."""
        if self._feature:
            self._document.add(self._feature)
        self._feature = None


def _columns(header: list[str]) -> dict[str, int]:
    if len(header) > _MAX_COLUMNS:
        raise InvalidInputError(f"The CSV has more than {_MAX_COLUMNS} columns.", code="input_limit")
    titles = [title.strip().lower() for title in header]
    found = {
        column: min(
            (titles.index(word) for word in words if word in titles), key=lambda at: words.index(titles[at])
        )
        for column, words in _TITLES.items()
        if set(words) & set(titles)
    }
    if not {"latitude", "longitude"} <= set(found):
        shown = ", ".join(title[:40] for title in header[:20]) or "nothing"
        raise InvalidInputError(
            "The first row of the CSV must name its columns, among them latitude and longitude (or lat and "
            f"lon); it has: {shown}.",
            code="input_not_allowed",
        )
    return found


def unguarded(text: str) -> str:
    """Text without the mark that `guarded` set."""
    return text[1:] if text[:2] in {"'=", "'+", "'-", "'@", "'\t", "'\r"} else text
