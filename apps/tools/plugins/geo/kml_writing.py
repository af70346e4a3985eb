"""Writes KML 2.2, tracks with times as gx:Track, and the same zipped as KMZ."""

import zipfile
from collections.abc import Iterator
from io import TextIOWrapper
from math import isnan
from pathlib import Path
from typing import TextIO

from apps.tools.plugins.geo.features import Feature, FeatureKind, GeoDocument, Written
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.texts import decimal, element, timestamp, xml_attribute, xml_text

_HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" '
    'xmlns:gx="http://www.google.com/kml/ext/2.2">\n<Document>\n'
)
_STYLES = (
    '<Style id="track"><LineStyle><color>ff0000ff</color><width>3</width></LineStyle></Style>\n'
    '<Style id="route"><LineStyle><color>ff00aa00</color><width>3</width></LineStyle></Style>\n'
    '<Style id="area"><PolyStyle><color>40ff0000</color></PolyStyle></Style>\n'
)
_FOLDERS: dict[FeatureKind, str] = {
    "waypoint": "Waypoints",
    "route": "Routes",
    "track": "Tracks",
    "area": "Areas",
}


def write_kml(document: GeoDocument, path: Path) -> Written:
    """Write everything; what times belong to lines become tracks that can be played."""
    with path.open("w", encoding="utf-8") as file:
        return _write(document, file)


def write_kmz(document: GeoDocument, path: Path) -> Written:
    """The same as `doc.kml` in a ZIP."""
    entry = zipfile.ZipInfo("doc.kml")
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(path, "w") as archive,
        TextIOWrapper(archive.open(entry, "w", force_zip64=True), "utf-8") as file,
    ):
        return _write(document, file)


def _write(document: GeoDocument, file: TextIO) -> Written:
    file.writelines(_lines(document))
    count = sum(len(part) for feature in document.features for part in feature.parts)
    return Written({"points": count})


def _lines(document: GeoDocument) -> Iterator[str]:
    yield _HEADER
    yield element("name", document.name) + element("description", document.description) + "\n" + _STYLES
    for kind, title in _FOLDERS.items():
        features = list(document.of_kind(kind))
        if features:
            yield f"<Folder><name>{title}</name>\n"
            for feature in features:
                yield from _placemark(feature)
            yield "</Folder>\n"
    yield "</Document>\n</kml>\n"


def _placemark(feature: Feature) -> Iterator[str]:
    yield "<Placemark>" + element("name", feature.name) + element("description", feature.description)
    if feature.kind == "waypoint" and feature.timed:
        yield f"<TimeStamp><when>{timestamp(feature.parts[0].times[0])}</when></TimeStamp>"
    if feature.kind != "waypoint":
        yield f"<styleUrl>#{feature.kind}</styleUrl>"
    yield from _extended_data(feature)
    yield from _geometry(feature)
    yield "</Placemark>\n"


def _extended_data(feature: Feature) -> Iterator[str]:
    if feature.properties:
        yield "<ExtendedData>"
        for name, value in feature.properties.items():
            text = "" if value is None else str(value)
            yield f"<Data name={xml_attribute(name)}><value>{xml_text(text)}</value></Data>"
        yield "</ExtendedData>"


def _geometry(feature: Feature) -> Iterator[str]:
    if feature.kind == "track" and feature.has_times:
        yield from _together([_timed_track(part) for part in feature.parts], "gx:MultiTrack")
    elif feature.kind == "area":
        yield from _together([_polygon(rings) for rings in feature.polygons()], "MultiGeometry")
    elif feature.kind == "waypoint":
        tuples = [one for part in feature.parts for one in _tuples(part)]
        yield from _together([iter((f"<Point><coordinates>{one}</coordinates></Point>",)) for one in tuples])
    else:
        yield from _together([_line(part) for part in feature.parts])


def _together(geometries: list[Iterator[str]], name: str = "MultiGeometry") -> Iterator[str]:
    if len(geometries) > 1:
        yield f"<{name}>"
    for geometry in geometries:
        yield from geometry
    if len(geometries) > 1:
        yield f"</{name}>"


def _tuples(points: Points) -> Iterator[str]:
    for latitude, longitude, elevation, _ in points:
        height = "" if isnan(elevation) else f",{decimal(elevation)}"
        yield f"{decimal(longitude)},{decimal(latitude)}{height}"


def _line(points: Points, name: str = "LineString") -> Iterator[str]:
    yield f"<{name}><tessellate>1</tessellate><coordinates>\n"
    yield from (f"{one}\n" for one in _tuples(points))
    yield f"</coordinates></{name}>"


def _polygon(rings: list[Points]) -> Iterator[str]:
    yield "<Polygon>"
    for number, ring in enumerate(rings):
        side = "innerBoundaryIs" if number else "outerBoundaryIs"
        yield f"<{side}>"
        yield from _line(ring, "LinearRing")
        yield f"</{side}>"
    yield "</Polygon>"


def _timed_track(points: Points) -> Iterator[str]:
    """Times first, then places, as many of each; a time that is not known is empty."""
    yield "<gx:Track>\n"
    yield from (f"<when>{timestamp(time)}</when>\n" for time in points.times)
    for one in _tuples(points):
        yield f"<gx:coord>{one.replace(',', ' ')}</gx:coord>\n"
    yield "</gx:Track>"
