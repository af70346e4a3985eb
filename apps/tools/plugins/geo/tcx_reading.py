"""Reads Garmin Training Center files: activities are tracks, courses are routes, course points waypoints."""

from collections.abc import Mapping
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.features import MAX_TEXT, Feature, GeoDocument, Scalar
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.xml_stream import read_xml

PLACEHOLDER_YEAR = "1970-"
"""The format demands a time of every point; those of this year stand for none."""
_SENSORS = {"HeartRateBpm": "heart rates", "Cadence": "cadences", "Watts": "powers"}
_SAID = {"Time", "LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters", "Name", "Notes", "PointType"}


def read_tcx(path: Path) -> GeoDocument:
    """The activities and courses of a file; raises InvalidInputError."""
    builder = _Builder()
    read_xml(path, on_start=builder.start, on_end=builder.end, max_text=MAX_TEXT)
    return builder.document


class _Builder:
    def __init__(self) -> None:
        self.document = GeoDocument()
        self._line_feature = Feature("track")
        self._points = Points()
        self._said: dict[str, str] = {}
        self._line = 0

    def start(self, name: str, parent: str, attributes: Mapping[str, str], line: int) -> None:
        """Make room for what begins."""
        if not parent and name != "TrainingCenterDatabase":
            raise InvalidInputError(
                f"The file is no TCX: its root element is <{name[:50]}>, not <TrainingCenterDatabase>.",
                code="input_mismatch",
            )
        if name in {"Activity", "Course"} and parent in {"Activities", "Courses"}:
            self._line_feature = Feature("track" if name == "Activity" else "route")
            if sport := attributes.get("Sport"):
                self._line_feature.properties["type"] = sport[:100]
        elif name == "Track":
            self._points = Points()
            self._line_feature.parts.append(self._points)
        elif name in {"Trackpoint", "CoursePoint"}:
            self._said = {}
            self._line = line
        elif name in _SENSORS:
            self.document.dropped[_SENSORS[name]] += 1

    def end(self, name: str, parent: str, text: str) -> None:
        """Keep what an element said."""
        if name in _SAID and parent in {"Trackpoint", "CoursePoint", "Position"}:
            self._said[name] = text
        elif name == "Trackpoint":
            self._add(self._points)
        elif name == "CoursePoint":
            self._end_course_point()
        elif name in {"Activity", "Course"} and parent in {"Activities", "Courses"}:
            self._end_line(name)
        elif (name, parent) in {("Id", "Activity"), ("Name", "Course")}:
            self._line_feature.name = text
        elif (name, parent) in {("Notes", "Activity"), ("Notes", "Course")}:
            self._line_feature.description = text

    def _end_line(self, name: str) -> None:
        line = self._line_feature
        if len(line.parts) > 1:
            line.kind = "track"
        # An activity has no name, only an id, which is its time.
        known = "" if name == "Activity" and line.description else line.name
        line.name, line.description = _whole(known, line.description)
        self.document.add(line)

    def _add(self, points: Points) -> None:
        said = self._said
        if "LatitudeDegrees" not in said and "LongitudeDegrees" not in said:
            self.document.dropped["points without a position"] += 1
            return
        time = said.get("Time", "")
        self.document.add_point(
            points,
            (said.get("LatitudeDegrees", ""), said.get("LongitudeDegrees", "")),
            elevation=said.get("AltitudeMeters", ""),
            time="" if time.startswith(PLACEHOLDER_YEAR) else time,
            line=self._line,
        )

    def _end_course_point(self) -> None:
        points = Points()
        self._add(points)
        name, description = _whole(self._said.get("Name", ""), self._said.get("Notes", ""))
        kind = self._said.get("PointType", "Generic")
        properties: dict[str, Scalar] = {} if kind == "Generic" else {"sym": kind}
        self.document.add(Feature("waypoint", name, description, [points], properties))


def _whole(name: str, notes: str) -> tuple[str, str]:
    """A name and a description: a name that was cut, or is only an id, stands whole in the notes."""
    first, _, rest = notes.partition("\n")
    return (first, rest.strip()) if first and first.startswith(name) else (name, notes)
