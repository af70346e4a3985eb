"""Reads GeoJSON: collections, features and bare geometries, with the properties that they have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, MiB
from apps.tools.plugins.geo.features import MAX_TEXT, Feature, FeatureKind, GeoDocument, Scalar
from apps.tools.plugins.geo.points import Points

MAX_SIZE = 150 * MiB
"""Of a file: it is read whole, and takes some ten times the room in memory."""
_NAMES, _DESCRIPTIONS = ("name", "title", "Name", "NAME"), ("desc", "description", "Description")
_TIMES = ("time", "timestamp", "when")
_TAKEN = {"_gpxType", "coordinateProperties", "coordTimes"}
_WGS84 = ("CRS84", "4326", "4979")


def read_geojson(path: Path) -> GeoDocument:
    """Everything in a file; raises InvalidInputError."""
    if path.stat().st_size > MAX_SIZE:
        raise InvalidInputError(
            f"A GeoJSON of more than {MAX_SIZE // MiB} MiB is too large. Split it.", code="input_limit"
        )
    document = GeoDocument()
    try:
        root = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise InvalidInputError("The file is not UTF-8 text, as GeoJSON must be.") from None
    except RecursionError:
        raise InvalidInputError("The file is nested too deeply.", code="input_limit") from None
    except ValueError as error:
        raise InvalidInputError(f"The file is no JSON: {error}.") from None
    if not isinstance(root, dict) or not isinstance(root.get("type"), str):
        raise InvalidInputError(
            'The file is JSON, but no GeoJSON: it is no object with a "type".', code="input_mismatch"
        )
    _check_system(root)
    document.name, document.description = _text(root.get("name")), _text(root.get("description"))
    for feature in _features(root):
        _read_feature(document, feature)
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _check_system(root: dict[str, Any]) -> None:
    system = json.dumps(root.get("crs") or "CRS84")[:200]
    if not any(name in system for name in _WGS84):
        raise InvalidInputError(
            f"The coordinates are in the system {system}, not in longitude and latitude (WGS 84) as GeoJSON "
            "wants. Export it again in EPSG:4326.",
            code="input_not_allowed",
        )


def _text(value: object) -> str:
    return "" if value is None else str(value)[:MAX_TEXT]


def _features(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if root["type"] == "FeatureCollection":
        features = root.get("features")
        if not isinstance(features, list):
            raise InvalidInputError('The FeatureCollection has no list of "features".')
        yield from (one for one in features if isinstance(one, dict))
    elif root["type"] == "Feature":
        yield root
    else:
        yield {"type": "Feature", "properties": {}, "geometry": root}


def _read_feature(document: GeoDocument, feature: dict[str, Any]) -> None:
    properties = feature.get("properties")
    said: dict[str, Any] = properties if isinstance(properties, dict) else {}
    for kind, parts in _geometries(document, feature.get("geometry"), said):
        one = Feature(kind, parts=parts)
        one.name, name_key = _first(said, _NAMES)
        one.description, text_key = _first(said, _DESCRIPTIONS)
        time, time_key = _first(said, _TIMES) if kind == "waypoint" else ("", "")
        if time:
            seconds = document.read_time(time, 0)
            for part in parts:
                part.times[:] = type(part.times)("d", [seconds] * len(part))
        one.properties = {
            str(key)[:200]: _scalar(value)
            for key, value in said.items()
            if key not in _TAKEN and key not in {name_key, text_key, time_key}
        }
        document.add(one)


def _first(said: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, str]:
    return next(((_text(said[key]), key) for key in keys if said.get(key) is not None), ("", ""))


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)[:MAX_TEXT]


def _geometries(
    document: GeoDocument, geometry: object, said: dict[str, Any], depth: int = 0
) -> Iterator[tuple[FeatureKind, list[Points]]]:
    if not isinstance(geometry, dict):
        if geometry is not None:
            document.dropped["features with a damaged geometry"] += 1
        return
    kind: object = geometry.get("type")
    content: Any = geometry.get("coordinates")
    if kind == "GeometryCollection" and depth < 10:  # noqa: PLR2004 - nobody nests them deeper
        for one in geometry.get("geometries") or ():
            yield from _geometries(document, one, said, depth + 1)
        return
    line: FeatureKind = "route" if said.get("_gpxType") == "rte" else "track"
    try:
        if kind in {"Point", "MultiPoint"}:
            yield "waypoint", [_points(document, [content] if kind == "Point" else content, [])]
        elif kind in {"LineString", "MultiLineString"}:
            lines = [content] if kind == "LineString" else content
            times = _times(said, single=kind == "LineString")
            yield (
                line,
                [
                    _points(document, one, times[number] if number < len(times) else [])
                    for number, one in enumerate(lines)
                ],
            )
        elif kind in {"Polygon", "MultiPolygon"}:
            polygons = [content] if kind == "Polygon" else content
            yield (
                "area",
                [
                    _points(document, ring, [], hole=number > 0)
                    for rings in polygons
                    for number, ring in enumerate(rings)
                ],
            )
        else:
            document.dropped["features of an unknown kind"] += 1
    except (TypeError, ValueError, KeyError):
        document.dropped["features with a damaged geometry"] += 1


def _times(said: dict[str, Any], *, single: bool) -> list[Any]:
    held = said.get("coordinateProperties")
    times = held.get("times") if isinstance(held, dict) else said.get("coordTimes")
    if not isinstance(times, list):
        return []
    return [times] if single else times


def _points(document: GeoDocument, positions: Any, times: Any, *, hole: bool = False) -> Points:
    points = Points(hole=hole)
    for number, position in enumerate(positions):
        longitude, latitude, *rest = position
        time = times[number] if number < len(times) else None
        document.add_point(
            points,
            (str(latitude), str(longitude)),
            elevation=str(rest[0]) if rest and rest[0] is not None else "",
            time=time if isinstance(time, str) else "",
        )
    return points
