"""Writes GPX 1.1."""

from collections.abc import Iterator
from math import isnan
from pathlib import Path

from apps.tools.plugins.geo.features import Feature, GeoDocument, Written, count_note, outlined
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.texts import decimal, element, timestamp

_BEFORE, _AFTER = ("cmt",), ("sym", "type")
"""Properties that GPX knows, before and after the description."""

HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="MagicToolbox" xmlns="http://www.topografix.com/GPX/1/1">\n'
)


def write_gpx(document: GeoDocument, path: Path) -> Written:
    """Write everything but properties that GPX has no element for."""
    features, notes = outlined(document)
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        if metadata := element("name", document.name) + element("desc", document.description):
            file.write(f"<metadata>{metadata}</metadata>\n")
        for kind, write in (("waypoint", _waypoints), ("route", _routes), ("track", _track)):
            for feature in (one for one in features if one.kind == kind):
                file.writelines(write(feature))
                count += sum(len(part) for part in feature.parts)
        file.write("</gpx>\n")
    unknown = {name for one in features for name in one.properties} - {*_BEFORE, *_AFTER}
    return Written(
        {"points": count}, (*notes, *count_note(len(unknown), "kinds of attributes were left out"))
    )


def _described(feature: Feature, *, symbol: bool = False) -> str:
    known = {
        name: str(feature.properties[name]) for name in (*_BEFORE, *_AFTER) if name in feature.properties
    }
    after = _AFTER if symbol else _AFTER[1:]
    return (
        element("name", feature.name)
        + "".join(element(name, known.get(name, "")) for name in _BEFORE)
        + element("desc", feature.description)
        + "".join(element(name, known.get(name, "")) for name in after)
    )


def _waypoints(feature: Feature) -> Iterator[str]:
    described = _described(feature, symbol=True)
    return (line for part in feature.parts for line in _points("wpt", part, described))


def _routes(feature: Feature) -> Iterator[str]:
    """A route has no segments, so each part is a route."""
    for part in feature.parts:
        yield f"<rte>{_described(feature)}\n"
        yield from _points("rtept", part)
        yield "</rte>\n"


def _track(feature: Feature) -> Iterator[str]:
    yield f"<trk>{_described(feature)}\n"
    for part in feature.parts:
        yield "<trkseg>\n"
        yield from _points("trkpt", part)
        yield "</trkseg>\n"
    yield "</trk>\n"


def _points(name: str, points: Points, described: str = "") -> Iterator[str]:
    for latitude, longitude, elevation, time in points:
        height = "" if isnan(elevation) else f"<ele>{decimal(elevation)}</ele>"
        moment = "" if isnan(time) else f"<time>{timestamp(time)}</time>"
        position = f'lat="{decimal(latitude)}" lon="{decimal(longitude)}"'
        inner = height + moment + described
        yield f"<{name} {position}>{inner}</{name}>\n" if inner else f"<{name} {position}/>\n"
