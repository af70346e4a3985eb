"""Samples of map data in the formats of geographic information systems: a layer for each kind of geometry."""

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import shapefile
from pyogrio import raw

from apps.tools.proving.geo_facts import ROUTE, TRACK, WAYPOINTS, Place, position

_SHAPES = {"waypoints": shapefile.POINTZ, "routes": shapefile.POLYLINE, "tracks": shapefile.POLYLINEZ}


def write_shapefiles(path: Path) -> None:
    """By pyshp, with a Shapefile for each kind of geometry."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in _SHAPES.items():
            parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
            with shapefile.Writer(**parts, shapeType=kind, encoding="utf-8") as writer:
                if name == "waypoints":
                    writer.field("name", "C", 80)
                    for title, (latitude, longitude, height, _) in WAYPOINTS:
                        writer.pointz(longitude, latitude, height or 0)
                        writer.record(title)
                else:
                    one = ROUTE if name == "routes" else TRACK
                    writer.field("name", "C", 80)
                    writer.record(one.name)
                    draw = writer.line if name == "routes" else writer.linez
                    draw([[position(place) for place in part] for part in one.segments])
            for ending, content in parts.items():
                archive.writestr(f"{name}.{ending}", content.getvalue())
            archive.writestr(f"{name}.cpg", "UTF-8")


def write_geopackage(path: Path) -> None:
    """By GDAL as well: nobody else writes them from Python without it."""

    def packed(code: int, part: tuple[Place, ...]) -> bytes:
        count = struct.pack("<I", len(part)) if code % 1000 == 2 else b""  # noqa: PLR2004 - a line
        places = b"".join(struct.pack(f"<{len(position(place))}d", *position(place)) for place in part)
        return struct.pack("<BI", 1, code) + count + places

    track = struct.pack("<BII", 1, 1005, len(TRACK.segments))
    track += b"".join(packed(1002, part) for part in TRACK.segments)
    points = [packed(1 if place[2] is None else 1001, (place,)) for _, place in WAYPOINTS]
    for layer, shapes, names, kind in (
        ("waypoints", points, [name for name, _ in WAYPOINTS], "Unknown"),
        ("routes", [packed(2, ROUTE.segments[0])], [ROUTE.name], "LineString"),
        ("tracks", [track], [TRACK.name], "2.5D MultiLineString"),
    ):
        raw.write(
            path,
            geometry=np.array([*shapes, None], dtype=object)[:-1],
            field_data=[np.array(names, dtype=object)],
            fields=np.array(["name"], dtype=object),
            layer=layer,
            driver="GPKG",
            geometry_type=kind,
            crs="EPSG:4326",
            append=layer != "waypoints",
        )
