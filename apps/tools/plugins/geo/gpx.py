"""Reads GPX 1.0, 1.1 and un-namespaced files into columns of numbers: 32 bytes a point."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isnan, nan
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.xml_stream import read_xml

MAX_POINTS = 5_000_000
MAX_PARTS = 100_000
MAX_NAME = 100
MAX_ELEVATION = 100_000
"""In metres, up or down: what is beyond is a defect of the file."""

POINT_ELEMENTS = {"trkpt": "trkseg", "rtept": "rte", "wpt": "gpx"}
"""Elements that are points, and the element each must stand in."""


@dataclass(slots=True)
class Points:
    """Points in order, a column a property; NaN is an elevation (m) or a time (Unix seconds) not given."""

    latitudes: "array[float]" = field(default_factory=lambda: array("d"))
    longitudes: "array[float]" = field(default_factory=lambda: array("d"))
    elevations: "array[float]" = field(default_factory=lambda: array("d"))
    times: "array[float]" = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.latitudes)

    def __iter__(self) -> Iterator[tuple[float, float, float, float]]:
        """Each point as (latitude, longitude, elevation, time)."""
        return zip(self.latitudes, self.longitudes, self.elevations, self.times, strict=True)

    def append(self, latitude: float, longitude: float, elevation: float, time: float) -> None:
        """Add a point at the end."""
        self.latitudes.append(latitude)
        self.longitudes.append(longitude)
        self.elevations.append(elevation)
        self.times.append(time)


@dataclass(slots=True)
class Track:
    """A track, or a route, which has one segment; nothing is travelled between segments."""

    name: str = ""
    segments: list[Points] = field(default_factory=list)


@dataclass(slots=True)
class Defects:
    """Things of one kind that could not be read."""

    count: int = 0
    first_line: int = 0

    def add(self, line: int) -> None:
        """Count one more."""
        self.count += 1
        self.first_line = self.first_line or line


@dataclass(slots=True)
class Gpx:
    """What a GPX file holds."""

    tracks: list[Track] = field(default_factory=list)
    routes: list[Track] = field(default_factory=list)
    waypoints: Points = field(default_factory=Points)
    bad_positions: Defects = field(default_factory=Defects)
    bad_times: Defects = field(default_factory=Defects)
    bad_elevations: Defects = field(default_factory=Defects)
    naive_times: Defects = field(default_factory=Defects)


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
        self._point_count = self._part_count = 0
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
            self._end_point(self.gpx.waypoints if name == "wpt" else self._points)
        elif name == "name" and parent == "trk":
            self.gpx.tracks[-1].name = text[:MAX_NAME]
        elif name == "name" and parent == "rte":
            self.gpx.routes[-1].name = text[:MAX_NAME]

    def _start_part(self, name: str, parent: str) -> None:
        self._part_count += 1
        if self._part_count > MAX_PARTS:
            raise _beyond(f"{MAX_PARTS} tracks, segments and routes")
        if name == "trk" or (name == "trkseg" and parent != "trk"):
            self.gpx.tracks.append(Track())
        if name == "rte":
            self.gpx.routes.append(Track())
        if name != "trk":
            self._points = Points()
            (self.gpx.routes if name == "rte" else self.gpx.tracks)[-1].segments.append(self._points)

    def _end_point(self, points: Points) -> None:
        self._point_count += 1
        if self._point_count > MAX_POINTS:
            raise _beyond(f"{MAX_POINTS} points")
        latitude, longitude = _number(self._latitude, 90), _number(self._longitude, 180)
        if isnan(latitude) or isnan(longitude):
            self.gpx.bad_positions.add(self._line)
            return
        elevation, time = _number(self._elevation, MAX_ELEVATION), nan
        if isnan(elevation) and self._elevation:
            self.gpx.bad_elevations.add(self._line)
        if self._time:
            time = self._read_time()
        points.append(latitude, longitude, elevation, time)

    def _read_time(self) -> float:
        try:
            moment = datetime.fromisoformat(self._time)
            if moment.tzinfo is None:
                self.gpx.naive_times.add(self._line)
                moment = moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC).timestamp()
        except (ValueError, OverflowError):
            self.gpx.bad_times.add(self._line)
            return nan


def _number(text: str, limit: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return nan
    return number if -limit <= number <= limit else nan


def _beyond(limit: str) -> InvalidInputError:
    return InvalidInputError(f"The file has more than {limit}. Split it.", code="input_limit")
