"""Reads everything a map can show of a GPX file, whatever its version."""

from collections.abc import Mapping
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.features import MAX_TEXT, Feature, GeoDocument
from apps.tools.plugins.geo.gpx import POINT_ELEMENTS
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.xml_stream import read_xml

_KEPT = ("cmt", "sym", "type")
"""Elements that are kept as properties, by their names in GPX."""


def read_gpx_features(path: Path) -> GeoDocument:
    """The waypoints, routes and tracks of a file; raises InvalidInputError."""
    builder = _Builder()
    read_xml(path, on_start=builder.start, on_end=builder.end, max_text=MAX_TEXT)
    return builder.document


class _Builder:
    def __init__(self) -> None:
        self.document = GeoDocument()
        self._feature = Feature("track")
        self._points = Points()
        self._point: dict[str, str] = {}
        self._line = 0

    def start(self, name: str, parent: str, attributes: Mapping[str, str], line: int) -> None:
        """Make room for what begins."""
        if not parent and name != "gpx":
            raise InvalidInputError(
                f"The file is no GPX: its root element is <{name[:50]}>, not <gpx>.", code="input_mismatch"
            )
        if name in POINT_ELEMENTS:
            self._point = {"lat": attributes.get("lat", ""), "lon": attributes.get("lon", "")}
            self._line = line
        elif name in {"trk", "rte"} and parent == "gpx":
            self._feature = Feature("track" if name == "trk" else "route")
        if name in {"trkseg", "rte"}:
            self._points = Points()
            self._feature.parts.append(self._points)

    def end(self, name: str, parent: str, text: str) -> None:
        """Keep what an element said."""
        if parent in POINT_ELEMENTS:
            if name in {"ele", "time", "name", "desc", *_KEPT}:
                self._point[name] = text
        elif POINT_ELEMENTS.get(name) == parent:
            self._end_point(name)
        elif name in {"trk", "rte"} and parent == "gpx":
            self.document.add(self._feature)
        elif parent in {"trk", "rte"}:
            self._describe(self._feature, name, text)
        elif parent == "metadata" or (parent == "gpx" and name in {"name", "desc"}):
            self._end_metadata(name, text)

    def _end_point(self, name: str) -> None:
        said = self._point
        points = Points() if name == "wpt" else self._points
        self.document.add_point(
            points,
            (said["lat"], said["lon"]),
            elevation=said.get("ele", ""),
            time=said.get("time", ""),
            line=self._line,
        )
        if name == "wpt":
            waypoint = Feature("waypoint", parts=[points])
            for key, text in said.items():
                self._describe(waypoint, key, text)
            self.document.add(waypoint)
        elif said.get("name") or said.get("desc"):
            self.document.dropped["names of points within routes and tracks"] += 1

    def _end_metadata(self, name: str, text: str) -> None:
        if name == "name":
            self.document.name = text
        elif name == "desc":
            self.document.description = text

    @staticmethod
    def _describe(feature: Feature, name: str, text: str) -> None:
        if name == "name":
            feature.name = text
        elif name == "desc":
            feature.description = text
        elif name in _KEPT and text:
            feature.properties[name] = text
