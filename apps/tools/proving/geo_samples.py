"""Samples of map data, each made by other means than the tool's."""

import csv
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import gpxpy
import gpxpy.gpx

from apps.tools.proving.geo_facts import ROUTE, TRACK, WAYPOINTS, Place, position
from apps.tools.proving.geo_layer_samples import write_geopackage, write_shapefiles


def _make_gpx(path: Path) -> None:
    root = gpxpy.gpx.GPX()
    root.name = "Sample"
    for name, (latitude, longitude, height, _) in WAYPOINTS:
        root.waypoints.append(gpxpy.gpx.GPXWaypoint(latitude, longitude, height, name=name))
    route = gpxpy.gpx.GPXRoute(ROUTE.name)
    route.points = [gpxpy.gpx.GPXRoutePoint(place[0], place[1]) for place in ROUTE.segments[0]]
    root.routes.append(route)
    track = gpxpy.gpx.GPXTrack(TRACK.name)
    for part in TRACK.segments:
        segment = gpxpy.gpx.GPXTrackSegment()
        segment.points = [
            gpxpy.gpx.GPXTrackPoint(place[0], place[1], place[2], datetime.fromisoformat(str(place[3])))
            for place in part
        ]
        track.segments.append(segment)
    root.tracks.append(track)
    path.write_text(root.to_xml())


def _kml() -> bytes:
    def coordinates(places: Iterable[Place]) -> str:
        return " ".join(
            f"{lon},{lat}" + ("" if height is None else f",{height}") for lat, lon, height, _ in places
        )

    def placemark(name: str, geometry: str, style: str = "") -> str:
        escaped = name.replace("&", "&amp;").replace("<", "&lt;")
        return f"<Placemark><name>{escaped}</name>{style}{geometry}</Placemark>"

    marks = [
        placemark(name, f"<Point><coordinates>{coordinates([place])}</coordinates></Point>")
        for name, place in WAYPOINTS
    ]
    line = f"<LineString><coordinates>{coordinates(ROUTE.segments[0])}</coordinates></LineString>"
    marks.append(placemark(ROUTE.name, line, "<styleUrl>#route</styleUrl>"))
    tracks = "".join(
        "<gx:Track>"
        + "".join(f"<when>{place[3]}</when>" for place in part)
        + "".join(f"<gx:coord>{lon} {lat} {height}</gx:coord>" for lat, lon, height, _ in part)
        + "</gx:Track>"
        for part in TRACK.segments
    )
    marks.append(placemark(TRACK.name, f"<gx:MultiTrack>{tracks}</gx:MultiTrack>"))
    root = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"<kml {root}><Document>{''.join(marks)}</Document></kml>".encode()


def _make_kml(path: Path) -> None:
    path.write_bytes(_kml())


def _make_kmz(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", _kml())


def _make_geojson(path: Path) -> None:
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": position(place)},
        }
        for name, place in WAYPOINTS
    ]
    for line, kind in ((ROUTE, "rte"), (TRACK, "trk")):
        parts = [[position(place) for place in part] for part in line.segments]
        times = [[place[3] for place in part] for part in line.segments]
        properties: dict[str, Any] = {"name": line.name, "_gpxType": kind}
        if kind == "trk":
            properties["coordinateProperties"] = {"times": times}
        geometry = {"type": "MultiLineString", "coordinates": parts}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def _make_csv(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Type", "Track", "Name", "Segment", "Lat", "Lon", "Ele", "Time"])
        for name, place in WAYPOINTS:
            writer.writerow(["waypoint", "", name, "", *place])
        for number, (line, kind) in enumerate(((ROUTE, "route"), (TRACK, "track"))):
            for segment, part in enumerate(line.segments):
                writer.writerows([kind, number, line.name, segment, *place] for place in part)


def _make_tcx(path: Path) -> None:
    def point(place: Place, tag: str, more: str = "") -> str:
        latitude, longitude, height, time = place
        altitude = "" if height is None else f"<AltitudeMeters>{height}</AltitudeMeters>"
        position = (
            f"<LatitudeDegrees>{latitude}</LatitudeDegrees><LongitudeDegrees>{longitude}</LongitudeDegrees>"
        )
        moment = time or "1970-01-01T00:00:00Z"
        return f"<{tag}>{more}<Time>{moment}</Time><Position>{position}</Position>{altitude}</{tag}>"

    tracks = "".join(
        f"<Track>{''.join(point(place, 'Trackpoint') for place in part)}</Track>" for part in TRACK.segments
    )
    route = "".join(point(place, "Trackpoint") for place in ROUTE.segments[0])
    escaped = [(name.replace("&", "&amp;").replace("<", "&lt;"), place) for name, place in WAYPOINTS]
    marks = "".join(point(place, "CoursePoint", f"<Name>{name}</Name>") for name, place in escaped)
    path.write_text(
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        f'<Activities><Activity Sport="Other"><Id>{TRACK.name}</Id><Lap>{tracks}</Lap></Activity>'
        "</Activities>"
        f"<Courses><Course><Name>{ROUTE.name}</Name><Track>{route}</Track>{marks}</Course></Courses>"
        "</TrainingCenterDatabase>"
    )


MAKERS = {
    "gpx": _make_gpx, "kml": _make_kml, "kmz": _make_kmz, "geojson": _make_geojson, "csv": _make_csv,
    "tcx": _make_tcx, "shp.zip": write_shapefiles, "gpkg": write_geopackage,
}  # fmt: skip
