"""The points of a GPX file's lines, with the places in the file where each of them stands."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.gpx import MAX_PARTS, POINT_ELEMENTS
from apps.tools.plugins.geo.points import Points, Readings, beyond
from apps.tools.plugins.geo.simplifying import kept_points
from apps.tools.plugins.geo.xml_stream import Cursor, read_xml


@dataclass(slots=True)
class PlacedSegment:
    """A segment, and the offsets of its points' start and end tags."""

    points: Points = field(default_factory=Points)
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    ends: "array[int]" = field(default_factory=lambda: array("q"))


class PlacedPoints(Readings):
    """Reads tracks, and routes on request; points without a position are not looked at."""

    def __init__(self, *, routes: bool) -> None:
        super().__init__()
        self.segments: list[PlacedSegment] = []
        self.elements = 0
        self._wanted = {"trkpt": "trkseg", "rtept": "rte"} if routes else {"trkpt": "trkseg"}
        self._cursor = Cursor()
        self._start = self._line = 0
        self._position = ("", "")

    def read(self, path: Path) -> None:
        """Find them; raises InvalidInputError."""
        read_xml(path, on_start=self._begin, on_end=self._end, cursor=self._cursor)

    def _begin(self, name: str, parent: str, attributes: Mapping[str, str], line: int) -> None:
        if not parent and name != "gpx":
            raise InvalidInputError(
                f"The file is no GPX: its root element is <{name[:50]}>, not <gpx>.", code="input_mismatch"
            )
        self.elements += name in POINT_ELEMENTS
        if name in self._wanted.values():
            self.segments.append(PlacedSegment())
            if len(self.segments) > MAX_PARTS:
                raise beyond(f"{MAX_PARTS} segments")
        elif self._wanted.get(name) == parent:
            self._start, self._line = self._cursor.offset, line
            self._position = (attributes.get("lat", ""), attributes.get("lon", ""))

    def _end(self, name: str, parent: str, _: str) -> None:
        if self._wanted.get(name) == parent:
            segment = self.segments[-1]
            before = len(segment.points)
            self.add_point(segment.points, self._position, line=self._line)
            if len(segment.points) > before:
                segment.starts.append(self._start)
                segment.ends.append(self._cursor.offset)

    def superfluous(self, tolerance: float) -> list[tuple[int, int]]:
        """Where the points stand that the lines do not need."""
        found: list[tuple[int, int]] = []
        for segment in self.segments:
            if len(segment.points) > 2:  # noqa: PLR2004 - both ends stay
                kept = kept_points(segment.points, tolerance=tolerance)
                offsets = zip(segment.starts, segment.ends, kept.tolist(), strict=True)
                found.extend((start, end) for start, end, keep in offsets if not keep)
        return found
