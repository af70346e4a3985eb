"""Reads map data in the formats of geographic information systems: a layer for each kind of geometry."""

import io
import sqlite3
import struct
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapefile

from apps.tools.proving.geo_facts import Found, Line
from apps.tools.proving.proofs import ProofFailedError

Layers = dict[str, list[tuple[dict[str, Any], list[list[list[float]]]]]]
"""Rows by the name of their layer, each with its attributes and the parts of its geometry."""


def read_shapefiles(path: Path) -> Found:
    """By pyshp; raises ProofFailedError when the coordinates are not said to be in WGS 84."""
    layers: Layers = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith(".shp"):
                continue
            stem = name.removesuffix(".shp")
            if b"WGS_1984" not in archive.read(f"{stem}.prj"):
                raise ProofFailedError("the Shapefile does not say that it is in WGS 84")
            streams = {
                ending: io.BytesIO(archive.read(f"{stem}.{ending}")) for ending in ("shp", "shx", "dbf")
            }
            with shapefile.Reader(**streams, encoding="utf-8") as reader:
                layers[stem] = [
                    (_row(one.record.as_dict()), _parts(one.shape)) for one in reader.iterShapeRecords()
                ]
    return _layered(layers)


def read_geopackage(path: Path) -> Found:
    """By SQLite, and the header of its geometries skipped by hand."""
    layers: Layers = {}
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        for (layer,) in database.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall():
            for row in database.execute(f'SELECT * FROM "{layer}"'):  # noqa: S608 - our own layers
                envelope = (0, 32, 48, 48, 64)[row["geom"][3] >> 1 & 7]
                parts = _wkb_parts(bytes(row["geom"][8 + envelope :]))
                layers.setdefault(layer, []).append((dict(row), parts))
    return _layered(layers)


def _layered(layers: Layers) -> Found:
    def lines(layer: str) -> list[Line]:
        return [
            Line(
                row["name"] or "",
                tuple(
                    tuple((one[1], one[0], one[2] if one[2:] else None, None) for one in part)
                    for part in parts
                ),
            )
            for row, parts in layers.get(layer, [])
        ]

    tracks = lines("tracks")
    times = {}
    for row, parts in layers.get("track_points", []):
        times[(round(parts[0][0][1], 9), round(parts[0][0][0], 9))] = row["time"]
    timed = [
        Line(
            track.name,
            tuple(
                tuple((*place[:3], times.get((round(place[0], 9), round(place[1], 9)))) for place in part)
                for part in track.segments
            ),
        )
        for track in tracks
    ]
    return lines("waypoints"), lines("routes"), timed


def _row(record: dict[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in record.items()}


def _parts(shape: Any) -> list[list[list[float]]]:
    heights = list(shape.z) if hasattr(shape, "z") else []
    points = [
        [*point[:2], *([heights[number]] if number < len(heights) else [])]
        for number, point in enumerate(shape.points)
    ]
    starts = [*(getattr(shape, "parts", None) or [0]), len(points)]
    return [points[start:end] for start, end in pairwise(starts)]


def _wkb_parts(data: bytes) -> list[list[list[float]]]:
    """The parts of a little-endian point, line or collection of such."""
    parts, at = [], 0
    while at < len(data):
        (code,) = struct.unpack_from("<I", data, at + 1)
        at += 5
        kind, size = code % 1000, 3 if code >= 1000 else 2  # noqa: PLR2004 - ISO: 1000 is for Z
        count = 1 if kind == 1 else struct.unpack_from("<I", data, at)[0]
        at += 0 if kind == 1 else 4
        if kind <= 2:  # noqa: PLR2004 - a point or a line
            numbers = struct.unpack_from(f"<{size * count}d", data, at)
            parts.append([list(numbers[start : start + size]) for start in range(0, size * count, size)])
            at += 8 * size * count
    return parts
