"""Reads the placemarks of a KML file: points, lines, areas, tracks with times, and mixtures of them."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.features import MAX_TEXT, Feature, FeatureKind, GeoDocument
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.xml_stream import read_xml

_LINKED = {
    "NetworkLink": "network links", "GroundOverlay": "ground overlays", "ScreenOverlay": "screen overlays",
    "PhotoOverlay": "photo overlays", "Model": "models",
}  # fmt: skip
_DATA = {"Data", "SimpleData", "SimpleArrayData"}


def read_kml(path: Path) -> GeoDocument:
    """The placemarks of a file; nothing that it links to is fetched. Raises InvalidInputError."""
    builder = _Builder()
    read_xml(path, on_start=builder.start, on_end=builder.end, on_text=builder.text, max_text=MAX_TEXT)
    return builder.document


class _Builder:
    def __init__(self) -> None:
        self.document = GeoDocument()
        self._clear()

    def _clear(self) -> None:
        self._placemark = Feature("waypoint")
        self._parts: dict[FeatureKind, list[Points]] = defaultdict(list)
        self._points = Points()
        self._whens: list[tuple[str, int]] = []
        self._rest = self._data_name = self._when = self._style = ""
        self._in_hole = False
        self._samples = self._line = 0

    def start(self, name: str, parent: str, attributes: Mapping[str, str], line: int) -> None:
        """Make room for what begins."""
        if not parent and name not in {"kml", "Document", "Folder", "Placemark"}:
            raise InvalidInputError(
                f"The file is no KML: its root element is <{name[:50]}>, not <kml>.", code="input_mismatch"
            )
        if name == "Placemark":
            self._clear()
        elif name in _LINKED:
            self.document.dropped[_LINKED[name]] += 1
        elif name in {"Point", "LineString", "LinearRing", "Track"}:
            self._begin_geometry(name, parent)
        elif name == "innerBoundaryIs":
            self._in_hole = True
        elif name in _DATA:
            self._data_name = attributes.get("name", "")[:200]
        self._line = line

    def _begin_geometry(self, name: str, parent: str) -> None:
        self._points = Points(hole=self._in_hole)
        self._whens, self._samples = [], 0
        kinds: dict[str, FeatureKind] = {"Point": "waypoint", "LineString": "route", "Track": "track"}
        kind: FeatureKind = (
            "area" if parent in {"outerBoundaryIs", "innerBoundaryIs"} else kinds.get(name, "track")
        )
        self._parts[kind].append(self._points)

    def text(self, name: str, piece: str, line: int) -> None:
        """Take the coordinates as they come: there may be millions in one element."""
        if name == "coordinates":
            tuples = self._rest + piece
            whole, _, self._rest = tuples.replace("\n", " ").replace("\t", " ").rpartition(" ")
            self._add(whole, line)

    def _add(self, tuples: str, line: int) -> None:
        for one in tuples.split():
            longitude, _, rest = one.partition(",")
            latitude, _, elevation = rest.partition(",")
            self.document.add_point(
                self._points, (latitude, longitude), elevation=elevation.partition(",")[0], line=line
            )

    def end(self, name: str, parent: str, text: str) -> None:
        """Keep what an element said."""
        if name == "coordinates":
            self._add(self._rest, self._line)
            self._rest = ""
        elif name == "innerBoundaryIs":
            self._in_hole = False
        elif parent == "Track" and name in {"when", "coord"}:
            self._end_sample(name, text)
        elif parent in {"Placemark", "TimeStamp", *_DATA} or name == "SimpleData":
            self._describe(name, parent, text)
        elif parent in {"Document", "kml"} and name in {"name", "description"}:
            self.document.name = self.document.name or (text if name == "name" else "")
            self.document.description = self.document.description or (text if name == "description" else "")
        if name == "Placemark":
            self._end_placemark()

    def _end_sample(self, name: str, text: str) -> None:
        if name == "when":
            self._whens.append((text, self._line))
        else:
            longitude, latitude, elevation = (*text.split(), "", "", "")[:3]
            time, line = self._whens[self._samples] if self._samples < len(self._whens) else ("", self._line)
            self._samples += 1
            self.document.add_point(
                self._points, (latitude, longitude), elevation=elevation, time=time, line=line
            )

    def _describe(self, name: str, parent: str, text: str) -> None:
        if name == "name":
            self._placemark.name = text
        elif name == "description":
            self._placemark.description = text
        elif name == "when" and parent == "TimeStamp":
            self._when = text
        elif name == "styleUrl":
            self._style = text
        elif self._data_name and (name == "SimpleData" or (parent == "Data" and name == "value")):
            self._placemark.properties[self._data_name] = text

    def _end_placemark(self) -> None:
        lines = self._parts.pop("route", [])
        if lines:
            self._parts["route" if self._style.endswith("#route") else "track"].extend(lines)
        if self._when:
            time = self.document.read_time(self._when, self._line)
            for points in self._parts["waypoint"]:
                points.times[:] = type(points.times)("d", [time] * len(points))
        for kind, parts in self._parts.items():
            one = self._placemark
            self.document.add(Feature(kind, one.name, one.description, parts, dict(one.properties)))
        self._clear()
