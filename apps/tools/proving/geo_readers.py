"""Reads map data by other libraries than the tool's, into the same lines that samples are made of."""

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import gpxpy
from lxml import etree

from apps.tools.proving.geo_facts import ROUTE, Found, Line, Place
from apps.tools.proving.geo_layer_readers import read_geopackage, read_shapefiles


def _read_gpx(path: Path) -> Found:
    root = gpxpy.parse(path.read_text("utf-8"))

    def place(point: Any) -> Place:
        return (
            point.latitude,
            point.longitude,
            point.elevation,
            point.time.isoformat() if point.time else None,
        )

    return (
        [Line(one.name or "", ((place(one),),)) for one in root.waypoints],
        [Line(one.name or "", (tuple(map(place, one.points)),)) for one in root.routes],
        [
            Line(one.name or "", tuple(tuple(map(place, part.points)) for part in one.segments))
            for one in root.tracks
        ],
    )


def _tuple(words: str, separator: str | None, time: str | None = None) -> Place:
    longitude, latitude, *height = words.split(separator)
    return float(latitude), float(longitude), float(height[0]) if height else None, time or None


def _read_kml(path: Path) -> Found:
    content = path.read_bytes()
    if path.suffix == ".kmz":
        with zipfile.ZipFile(path) as archive:
            content = archive.read("doc.kml")
    root = etree.fromstring(content)
    folders: dict[str, list[Line]] = {"Waypoints": [], "Routes": [], "Tracks": []}
    for folder in root.iter("{*}Folder"):
        for mark in folder.iter("{*}Placemark"):
            segments = [
                tuple(
                    _tuple(coord.text or "", None, when.text)
                    for coord, when in zip(track.iter("{*}coord"), track.iter("{*}when"), strict=True)
                )
                for track in mark.iter("{*}Track")
            ] or [
                tuple(_tuple(one, ",") for one in (text.text or "").split())
                for text in mark.iter("{*}coordinates")
            ]
            name = mark.findtext("{*}name") or ""
            folders[folder.findtext("{*}name") or ""].append(Line(name, tuple(segments)))
    return folders["Waypoints"], folders["Routes"], folders["Tracks"]


def _read_geojson(path: Path) -> Found:
    found: Found = ([], [], [])
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        said, geometry = feature["properties"], feature["geometry"]
        parts = geometry["coordinates"]
        times = said.get("coordinateProperties", {}).get("times", [])
        if geometry["type"] == "Point":
            parts = [[parts]]
        elif geometry["type"] == "LineString":
            parts, times = [parts], [times] if times else []
        segments = tuple(
            tuple(
                (one[1], one[0], one[2] if one[2:] else None, times[at][number] if times else None)
                for number, one in enumerate(part)
            )
            for at, part in enumerate(parts)
        )
        kind = 0 if geometry["type"] == "Point" else 1 if said["_gpxType"] == "rte" else 2
        found[kind].append(Line(said.get("name", ""), segments))
    return found


def _read_csv(path: Path) -> Found:
    found: dict[str, dict[str, tuple[str, dict[str, list[Place]]]]] = {
        "waypoint": {},
        "route": {},
        "track": {},
    }
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            _, parts = found[row["kind"]].setdefault(row["feature"], (row["name"], {}))
            height = float(row["elevation"]) if row["elevation"] else None
            place = (float(row["latitude"]), float(row["longitude"]), height, row["time"] or None)
            parts.setdefault(row["segment"], []).append(place)

    def lines(kind: str) -> list[Line]:
        return [Line(name, tuple(map(tuple, parts.values()))) for name, parts in found[kind].values()]

    return lines("waypoint"), lines("route"), lines("track")


def _read_tcx(path: Path) -> Found:
    root = etree.parse(path).getroot()

    def place(point: Any) -> Place:
        height, time = point.findtext("{*}AltitudeMeters"), point.findtext("{*}Time")
        position = point.find("{*}Position")
        return (
            float(position.findtext("{*}LatitudeDegrees")),
            float(position.findtext("{*}LongitudeDegrees")),
            float(height) if height else None,
            None if time.startswith("1970-") else time,
        )

    def lines(tag: str, name: str) -> list[Line]:
        return [
            Line(
                one.findtext(f"{{*}}{name}") or "",
                tuple(tuple(map(place, part.iter("{*}Trackpoint"))) for part in one.iter("{*}Track")),
            )
            for one in root.iter(f"{{*}}{tag}")
            if one.find(".//{*}Track") is not None
        ]

    points = [
        Line((one.findtext("{*}Notes") or one.findtext("{*}Name") or "").partition("\n")[0], ((place(one),),))
        for one in root.iter("{*}CoursePoint")
    ]
    activities, courses = lines("Activity", "Notes"), lines("Course", "Name")
    # What has no times can only be a course: a track among them is known by its parts.
    return (
        points,
        [one for one in courses if one.name == ROUTE.name],
        activities + [one for one in courses if one.name != ROUTE.name],
    )


READERS = {
    "gpx": _read_gpx, "kml": _read_kml, "kmz": _read_kml, "geojson": _read_geojson, "csv": _read_csv,
    "tcx": _read_tcx, "shp.zip": read_shapefiles, "gpkg": read_geopackage,
}  # fmt: skip
