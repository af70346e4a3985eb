"""Finds the times of track points and stretches or shrinks what lies between them, to the microsecond."""

from array import array
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.editing import Replacement
from apps.tools.plugins.geo.gpx import POINT_ELEMENTS
from apps.tools.plugins.geo.points import MAX_POINTS, Defects, beyond
from apps.tools.plugins.geo.texts import moment
from apps.tools.plugins.geo.xml_stream import Cursor, read_xml

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class TrackTimes:
    """The times of track points in document order, in microseconds since 1970, and where they stand."""

    def __init__(self) -> None:
        self.starts, self.ends, self.values = array("q"), array("q"), array("q")
        self.points = self.track_points = self.recorded_speeds = 0
        self.bad, self.naive = Defects(), Defects()
        self._cursor = Cursor()
        self._start = self._line = 0

    def read(self, path: Path) -> None:
        """Find them; raises InvalidInputError when the file is no GPX or has fewer than two."""
        read_xml(path, on_start=self._begin, on_end=self._end, cursor=self._cursor)
        if len(self.values) < 2:  # noqa: PLR2004 - a speed needs two times
            found = f"{self.track_points} track points, {len(self.values)} of them with a time"
            raise InvalidInputError(
                f"The file has {found}: without times there is no speed to change.", code="input_not_allowed"
            )

    def _begin(self, name: str, parent: str, _: Mapping[str, str], line: int) -> None:
        if not parent and name != "gpx":
            raise InvalidInputError(
                f"The file is no GPX: its root element is <{name[:50]}>, not <gpx>.", code="input_mismatch"
            )
        self.points += name in POINT_ELEMENTS
        self.track_points += name == "trkpt"
        if self.points > MAX_POINTS:
            raise beyond(f"{MAX_POINTS} points")
        self._start, self._line = self._cursor.offset, line

    def _end(self, name: str, parent: str, text: str) -> None:
        self.recorded_speeds += name == "speed" and parent == "trkpt"
        if name != "time" or parent != "trkpt" or not text:
            return
        try:
            time = datetime.fromisoformat(text)
            if time.tzinfo is None:
                self.naive.add(self._line)
                time = time.replace(tzinfo=UTC)
            value = (time - _EPOCH) // _MICROSECOND
        except (ValueError, OverflowError):
            self.bad.add(self._line)
            return
        self.starts.append(self._start)
        self.ends.append(self._cursor.offset)
        self.values.append(value)

    def scaled(self, multiplier: float) -> Iterator[int]:
        """t0 + (t - t0) / multiplier, t0 being the first time of a track point."""
        first = self.values[0]
        return (first + round((value - first) / multiplier) for value in self.values)

    def replacements(self, multiplier: float) -> Iterator[Replacement]:
        """What to write where; raises InvalidInputError when a time leaves the years 1 to 9999."""
        for start, end, time in zip(self.starts, self.ends, self.scaled(multiplier), strict=True):
            try:
                yield start, end, moment(time)
            except OverflowError:
                raise InvalidInputError(
                    "A time would lie beyond the year 9999.", code="input_limit"
                ) from None

    def notes(self) -> Iterator[str]:
        """What was left as it is, or assumed."""
        for defects, problem in (
            (self.bad, "times could not be read and were left as they are"),
            (self.naive, "times name no time zone and were read as UTC"),
        ):
            if defects.count:
                yield f"{defects.count} {problem} (first in line {defects.first_line})."
        if self.recorded_speeds:
            yield f"{self.recorded_speeds} recorded values of speed were left as they are."
