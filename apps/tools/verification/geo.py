"""Checks map files: well-formed, the right root, and how many points or features they hold."""

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from apps.tools.verification.check import OutputInvalidError

_ROOTS: Final = {"gpx": "gpx", "kml": "kml", "kmz": "kml", "tcx": "TrainingCenterDatabase"}
_POINTS: Final = {"trkpt", "rtept", "wpt", "coord", "Position"}
_READ_SIZE: Final = 1024 * 1024
_SHAPE_HEADER: Final = 100
_TABLE_HEADER: Final = 8
_COUNT: Final = 'SELECT count(*) FROM "{}"'


class _Counter:
    def __init__(self) -> None:
        self.root = ""
        self.points = 0
        self._in_coordinates = self._in_word = False

    def start(self, name: str, _: Mapping[str, str]) -> None:
        """Note the root and count the points."""
        local = name.rpartition(":")[2]
        self.root = self.root or local
        self.points += local in _POINTS
        self._in_coordinates, self._in_word = local == "coordinates", False

    def end(self, _: str) -> None:
        """No element of interest holds text behind another."""
        self._in_coordinates = False

    def text(self, text: str) -> None:
        """Count the coordinates of a KML, which are words."""
        if self._in_coordinates:
            joined = self._in_word and not text[:1].isspace()
            self.points += len(text.split()) - joined
            self._in_word = not text[-1:].isspace()


def inspect(path: Path, format: str) -> dict[str, float]:
    """How many points a file holds, or how many features one of layers."""
    if format == "kmz":
        return _inspect_zip(path, _inspect_kmz)
    if format == "shp.zip":
        return _inspect_zip(path, _count_shapes)
    if format == "gpkg":
        return _inspect_geopackage(path)
    if format == "geojson":
        return _inspect_geojson(path)
    if format not in _ROOTS:
        raise OutputInvalidError(f"Nothing here can check a {format} file.")
    with path.open("rb") as file:
        return _inspect_xml(file, format)


def _refuse_doctype(*_: object) -> None:
    raise OutputInvalidError("The tool's output declares a DTD.")


def _inspect_xml(file: IO[bytes], format: str) -> dict[str, float]:
    counter, parser = _Counter(), expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        while chunk := file.read(_READ_SIZE):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - positional only
    except expat.ExpatError as error:
        raise OutputInvalidError(f"The tool's output is no XML from line {error.lineno} on.") from None
    if counter.root != _ROOTS[format]:
        raise OutputInvalidError(f"The tool's output is <{counter.root}>, not <{_ROOTS[format]}>.")
    return {"points": counter.points}


def _inspect_zip(
    path: Path, inspect_archive: Callable[[zipfile.ZipFile], dict[str, float]]
) -> dict[str, float]:
    try:
        with zipfile.ZipFile(path) as archive:
            return inspect_archive(archive)
    except (zipfile.BadZipFile, KeyError, struct.error) as error:
        raise OutputInvalidError("The tool's output does not open as a ZIP of map data.") from error


def _inspect_kmz(archive: zipfile.ZipFile) -> dict[str, float]:
    with archive.open("doc.kml") as file:
        return _inspect_xml(file, "kmz")


def _count_shapes(archive: zipfile.ZipFile) -> dict[str, float]:
    """As many shapes in each index as rows in its table."""
    names = archive.namelist()
    features = 0
    for name in (name for name in names if name.endswith(".shp")):
        stem = name.removesuffix(".shp")
        with archive.open(name) as shapes, archive.open(f"{stem}.dbf") as table:
            (magic,) = struct.unpack(">i", shapes.read(_SHAPE_HEADER)[:4])
            (rows,) = struct.unpack("<4xI", table.read(_TABLE_HEADER))
        indexed = (archive.getinfo(f"{stem}.shx").file_size - _SHAPE_HEADER) // 8
        if magic != 9994 or rows != indexed:  # noqa: PLR2004 - the mark of a Shapefile
            raise OutputInvalidError(f"The tool's Shapefile {name} has {indexed} shapes and {rows} rows.")
        features += rows
    if not features:
        raise OutputInvalidError("The tool's output holds no shapes.")
    return {"features": features}


def _inspect_geopackage(path: Path) -> dict[str, float]:
    try:
        database = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        try:
            tables = [row[0] for row in database.execute("SELECT table_name FROM gpkg_geometry_columns")]
            counts = [
                database.execute(_COUNT.format(table.replace('"', '""'))).fetchone()[0] for table in tables
            ]
        finally:
            database.close()
    except sqlite3.Error as error:
        raise OutputInvalidError("The tool's output does not open as a GeoPackage.") from error
    return {"features": sum(counts)}


def _inspect_geojson(path: Path) -> dict[str, float]:
    try:
        root = json.loads(path.read_text("utf-8"))
        geometries = [feature["geometry"] for feature in root["features"]]
        return {"points": sum(_count_positions(one["coordinates"]) for one in geometries)}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OutputInvalidError("The tool's output is no GeoJSON.") from error


def _count_positions(coordinates: list[object]) -> int:
    if isinstance(coordinates[0], float | int):
        return 1
    counts: list[int] = [_count_positions(part) for part in coordinates if isinstance(part, list)]
    return sum(counts)
