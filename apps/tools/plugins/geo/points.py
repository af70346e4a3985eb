"""Points in columns of numbers, 32 bytes each, and what could not be read of the texts they came from."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isnan, nan

from apps.tools.base import InvalidInputError

MAX_POINTS = 5_000_000
MAX_ELEVATION = 100_000
"""In metres, up or down: what is beyond is a defect of the file."""


@dataclass(slots=True)
class Points:
    """Points in order, a column a property; NaN is an elevation (m) or a time (Unix seconds) not given.

    As the ring of an area, `hole` says that it is cut out of the last one that is none.
    """

    latitudes: "array[float]" = field(default_factory=lambda: array("d"))
    longitudes: "array[float]" = field(default_factory=lambda: array("d"))
    elevations: "array[float]" = field(default_factory=lambda: array("d"))
    times: "array[float]" = field(default_factory=lambda: array("d"))
    hole: bool = False

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
class Defects:
    """Things of one kind that could not be read."""

    count: int = 0
    first_line: int = 0

    def add(self, line: int) -> None:
        """Count one more."""
        self.count += 1
        self.first_line = self.first_line or line


@dataclass(slots=True)
class Readings:
    """Makes points of texts; what cannot be read is not guessed, but counted."""

    bad_positions: Defects = field(default_factory=Defects)
    bad_times: Defects = field(default_factory=Defects)
    bad_elevations: Defects = field(default_factory=Defects)
    naive_times: Defects = field(default_factory=Defects)
    point_count: int = 0

    def add_point(
        self, points: Points, position: tuple[str, str], *, elevation: str = "", time: str = "", line: int = 0
    ) -> None:
        """Append a point, if it has a position; raises InvalidInputError beyond MAX_POINTS."""
        self.point_count += 1
        if self.point_count > MAX_POINTS:
            raise beyond(f"{MAX_POINTS} points")
        y, x = read_number(position[0], 90), read_number(position[1], 180)
        if isnan(y) or isnan(x):
            self.bad_positions.add(line)
            return
        z = read_number(elevation, MAX_ELEVATION)
        if isnan(z) and elevation:
            self.bad_elevations.add(line)
        points.append(y, x, z, self.read_time(time, line) if time else nan)

    def read_time(self, text: str, line: int) -> float:
        """Unix seconds, UTC where no zone is named; NaN for what is no time."""
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                self.naive_times.add(line)
                moment = moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC).timestamp()
        except (ValueError, OverflowError):
            self.bad_times.add(line)
            return nan

    def notes(self) -> Iterator[str]:
        """What was left out or assumed, in sentences."""
        for defects, problem in (
            (
                self.bad_positions,
                "points were left out: their latitude or longitude is missing or impossible",
            ),
            (self.bad_times, "times could not be read and count as not given"),
            (self.bad_elevations, "elevations could not be read and count as not given"),
            (self.naive_times, "times name no time zone and were read as UTC"),
        ):
            if defects.count:
                where = f" (first in line {defects.first_line})" if defects.first_line else ""
                yield f"{defects.count} {problem}{where}."

    def notes_on_kept(self) -> Iterator[str]:
        """What could not be read, where it was kept as it is."""
        if self.bad_positions.count:
            yield (
                f"{self.bad_positions.count} points have no valid position and were kept as they are "
                f"(first in line {self.bad_positions.first_line})."
            )


def read_number(text: str, limit: float) -> float:
    """A number from -limit to limit; NaN for anything else."""
    try:
        number = float(text)
    except ValueError:
        return nan
    return number if -limit <= number <= limit else nan


def beyond(limit: str) -> InvalidInputError:
    """The refusal of a file that has too much of something."""
    return InvalidInputError(f"The file has more than {limit}. Split it.", code="input_limit")
