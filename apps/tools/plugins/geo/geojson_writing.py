"""Writes GeoJSON (RFC 7946), a feature on a line, with times where Mapbox's toGeoJSON puts them."""

import json
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any

from apps.tools.plugins.geo.features import Feature, GeoDocument, Written
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.texts import timestamp

_TYPES = {"route": "rte", "track": "trk"}


def write_geojson(document: GeoDocument, path: Path) -> Written:
    """Write everything: names, times and all properties."""
    head = {"type": "FeatureCollection"}
    if document.name:
        head["name"] = document.name
    if document.description:
        head["description"] = document.description
    with path.open("w", encoding="utf-8") as file:
        file.write(_json(head)[:-1] + ',"features":[\n')
        for number, feature in enumerate(document.features):
            file.write((",\n" if number else "") + _json(_feature(feature)))
        file.write("\n]}\n")
    shortest = {"route": 2, "track": 2}
    count = sum(
        max(len(part), shortest.get(feature.kind, 1))
        for feature in document.features
        for part in feature.parts
    )
    return Written({"points": count})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _feature(feature: Feature) -> dict[str, Any]:
    properties: dict[str, Any] = dict(_described(feature))
    properties |= feature.properties
    return {"type": "Feature", "properties": properties, "geometry": _geometry(feature)}


def _described(feature: Feature) -> Iterator[tuple[str, Any]]:
    if feature.name:
        yield "name", feature.name
    if feature.description:
        yield "desc", feature.description
    if feature.kind in _TYPES:
        yield "_gpxType", _TYPES[feature.kind]
    if feature.has_times:
        times = [[timestamp(time) or None for time in part.times] for part in feature.parts]
        if feature.kind == "waypoint":
            yield "time", times[0][0]
        else:
            yield "coordinateProperties", {"times": times if len(times) > 1 else times[0]}


def _geometry(feature: Feature) -> dict[str, Any]:
    if feature.kind == "waypoint":
        places = [place for part in feature.parts for place in _positions(part)]
        return _simple_or_multi("Point", places)
    if feature.kind == "area":
        return _simple_or_multi(
            "Polygon", [[_positions(ring) for ring in rings] for rings in feature.polygons()]
        )
    lines = [_positions(part) for part in feature.parts]
    # A line of one point is none: it stays a line of twice the same.
    return _simple_or_multi("LineString", [line * 2 if len(line) == 1 else line for line in lines])


def _simple_or_multi(name: str, parts: list[Any]) -> dict[str, Any]:
    if len(parts) == 1:
        return {"type": name, "coordinates": parts[0]}
    return {"type": f"Multi{name}", "coordinates": parts}


def _positions(points: Points) -> list[list[float]]:
    return [
        [longitude, latitude] if isnan(elevation) else [longitude, latitude, elevation]
        for latitude, longitude, elevation, _ in points
    ]
