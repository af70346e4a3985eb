"""Reads GPX 1.0, 1.1 and un-namespaced files into columns of numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.points import Points, Readings, beyond
from apps.tools.plugins.geo.xml_stream import read_xml

MAX_PARTS = 100_000
MAX_NAME = 100

POINT_ELEMENTS = {"trkpt": "trkseg", "rtept": "rte", "wpt": "gpx"}
"""Elements that are points, and the element each must stand in."""


@dataclass(slots=True)
class Track:
    """A track, or a route, which has one segment; nothing is travelled between segments."""

    name: str = ""
    segments: list[Points] = field(default_factory=list)


@dataclass(slots=True)
class Gpx(Readings):
    """What a GPX file holds."""

    tracks: list[Track] = field(default_factory=list)
    routes: list[Track] = field(default_factory=list)
    waypoints: Points = field(default_factory=Points)


def read_gpx(path: Path) -> Gpx:
    """All points of a file; raises InvalidInputError when it is no GPX, is malformed or goes beyond a limit.

    A point without a valid position is left out, an unreadable time or elevation is not given; both are
    counted as defects.
    """
    builder = _Builder()
    read_xml(path, on_start=builder.start, on_end=builder.end)
    return builder.gpx


class _Builder:
    def __init__(self) -> None:
        self.gpx = Gpx()
        self._points = self.gpx.waypoints
        self._part_count = 0
        self._latitude = self._longitude = self._elevation = self._time = ""
        self._line = 0

    def start(self, name: str, parent: str, attributes: Mapping[str, str], line: int) -> None:
        """Remember where a point begins; make room for a track, a segment or a route."""
        if not parent and name != "gpx":
            raise InvalidInputError(
                f"The file is no GPX: its root element is <{name[:50]}>, not <gpx>.", code="input_mismatch"
            )
        if name in POINT_ELEMENTS:
            self._latitude, self._longitude = attributes.get("lat", ""), attributes.get("lon", "")
            self._elevation = self._time = ""
            self._line = line
        elif name in {"trk", "trkseg", "rte"}:
            self._start_part(name, parent)

    def end(self, name: str, parent: str, text: str) -> None:
        """Keep what an element said."""
        if parent in POINT_ELEMENTS:
            if name == "ele":
                self._elevation = text
            elif name == "time":
                self._time = text
        elif POINT_ELEMENTS.get(name) == parent:
            self.gpx.add_point(
                self.gpx.waypoints if name == "wpt" else self._points,
                (self._latitude, self._longitude),
                elevation=self._elevation,
                time=self._time,
                line=self._line,
            )
        elif name == "name" and parent == "trk":
            self.gpx.tracks[-1].name = text[:MAX_NAME]
        elif name == "name" and parent == "rte":
            self.gpx.routes[-1].name = text[:MAX_NAME]

    def _start_part(self, name: str, parent: str) -> None:
        self._part_count += 1
        if self._part_count > MAX_PARTS:
            raise beyond(f"{MAX_PARTS} tracks, segments and routes")
        if name == "trk" or (name == "trkseg" and parent != "trk"):
            self.gpx.tracks.append(Track())
        if name == "rte":
            self.gpx.routes.append(Track())
        if name != "trk":
            self._points = Points()
            (self.gpx.routes if name == "rte" else self.gpx.tracks)[-1].segments.append(self._points)
