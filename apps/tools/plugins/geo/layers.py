"""Makes layers of features, and lets GDAL write them into a GeoPackage or a Shapefile."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Literal

from apps.tools.plugins.geo.features import Feature, FeatureKind, GeoDocument, Scalar
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.texts import timestamp
from apps.tools.plugins.geo.wkb import write_wkb

LAYERS: dict[FeatureKind, str] = {
    "waypoint": "waypoints",
    "route": "routes",
    "track": "tracks",
    "area": "areas",
}
TRACK_POINTS = "track_points"
"""A layer like the one GDAL makes of a GPX: the points of tracks that have times, with `track_id` (the number
of the track within its layer, from 1), `segment_id` and `time`."""
_GEOMETRIES: dict[FeatureKind, str] = {
    "waypoint": "Point", "route": "MultiLineString", "track": "MultiLineString", "area": "MultiPolygon",
}  # fmt: skip


@dataclass(slots=True)
class Layer:
    """A table of geometries with their attributes; all rows have the same keys."""

    name: str
    geometry: str
    heights: bool
    shapes: list[bytes] = field(default_factory=list)
    rows: list[dict[str, Scalar]] = field(default_factory=list)


def layers_of(document: GeoDocument) -> Iterator[Layer]:
    """The layers that have something in them."""
    for kind, name in LAYERS.items():
        features = [single for one in document.of_kind(kind) for single in _singles(one)]
        if features:
            yield _layer(name, kind, features, document.property_names((kind,)))
    timed = [
        (number, feature)
        for number, feature in enumerate(document.of_kind("track"), start=1)
        if feature.has_times
    ]
    if timed:
        yield _track_points(timed)


def _singles(feature: Feature) -> Iterator[Feature]:
    """A waypoint of several places as several of one."""
    if feature.kind != "waypoint":
        yield feature
        return
    for place in (place for part in feature.parts for place in part):
        points = Points()
        points.append(*place)
        yield Feature("waypoint", feature.name, feature.description, [points], feature.properties)


def _has_heights(features: list[Feature]) -> bool:
    return any(not isnan(height) for one in features for part in one.parts for height in part.elevations)


def _layer(name: str, kind: FeatureKind, features: list[Feature], names: list[str]) -> Layer:
    layer = Layer(name, _GEOMETRIES[kind], _has_heights(features))
    timed = kind == "waypoint" and any(one.has_times for one in features)
    for feature in features:
        row: dict[str, Scalar] = {"name": feature.name or None, "desc": feature.description or None}
        if timed:
            row["time"] = timestamp(feature.parts[0].times[0]) or None
        row |= {key: feature.properties.get(key) for key in names if key not in row}
        layer.shapes.append(write_wkb(feature, heights=layer.heights))
        layer.rows.append(row)
    return layer


def _track_points(tracks: list[tuple[int, Feature]]) -> Layer:
    layer = Layer(TRACK_POINTS, "Point", _has_heights([track for _, track in tracks]))
    for number, track in tracks:
        for segment, part in enumerate(track.parts, start=1):
            for place in part:
                points = Points()
                points.append(*place)
                layer.shapes.append(write_wkb(Feature("waypoint", parts=[points]), heights=layer.heights))
                layer.rows.append(
                    {"track_id": number, "segment_id": segment, "time": timestamp(place[3]) or None}
                )
    return layer


def write_layer(layer: Layer, path: Path, *, driver: Literal["GPKG", "ESRI Shapefile"], append: bool) -> None:
    """Let GDAL write a layer, in WGS 84."""
    import numpy as np
    from pyogrio import raw

    names = list(layer.rows[0])
    raw.write(
        path,
        geometry=np.array([*layer.shapes, None], dtype=object)[:-1],
        field_data=[_column([row[name] for row in layer.rows]) for name in names],
        fields=np.array(names, dtype=object),
        layer=layer.name,
        driver=driver,
        geometry_type=("2.5D " if layer.heights else "") + layer.geometry,
        crs="EPSG:4326",
        encoding="UTF-8",
        promote_to_multi=False,
        append=append,
    )


def _column(values: list[Scalar]) -> object:
    import numpy as np

    given = [value for value in values if value is not None]
    if len(given) == len(values) and all(type(value) is bool for value in given):
        return np.array(values, dtype=bool)
    if (
        given
        and all(type(value) is int and abs(value) < 1 << 62 for value in given)
        and len(given) == len(values)
    ):
        return np.array(values, dtype="int64")
    if given and all(type(value) in {int, float} for value in given):
        return np.array([np.nan if value is None else float(value) for value in values])
    return np.array([None if value is None else str(value) for value in values], dtype=object)
