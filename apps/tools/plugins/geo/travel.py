"""What a track says about the journey: distance, time, speed and height, a segment at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from math import asin, cos, inf, isnan, nan, radians, sin, sqrt
from typing import NamedTuple, Self

from apps.tools.plugins.geo.points import Points

EARTH_RADIUS_KM = 6371
"""Of the haversine formula's sphere, rounded as most sports services round it; the mean is 6371.0088."""
KMH = 3.6
"""Kilometres an hour in one metre a second."""


class Leg(NamedTuple):
    """From one point to the next.

    `seconds` counts from the last point with a time, `timed_metres` is the way since then, and `climb`
    counts from the last point with an elevation; they are NaN where this point has none.
    """

    metres: float
    seconds: float
    timed_metres: float
    climb: float


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres between two points on the sphere."""
    a, b = radians(latitude), radians(other_latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2000 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def legs(points: Points) -> Iterator[Leg]:
    """The ways between points that follow each other."""
    rows = iter(points)
    latitude, longitude, elevation, time = next(rows, (nan, nan, nan, nan))
    since_time = 0.0
    for row in rows:
        metres = distance(latitude, longitude, row[0], row[1])
        since_time += metres
        yield Leg(metres, row[3] - time, since_time, row[2] - elevation)
        latitude, longitude = row[0], row[1]
        if not isnan(row[2]):
            elevation = row[2]
        if not isnan(row[3]):
            time, since_time = row[3], 0.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as moving, and as a slip of the receiver, in kilometres an hour."""

    stopped_below: float
    implausible_from: float


@dataclass(slots=True)
class Journey:
    """The sums over one segment, or over several; speeds are in metres a second."""

    points: int = 0
    metres: float = 0.0
    seconds: float = 0.0
    timed_metres: float = 0.0
    moving_seconds: float = 0.0
    moving_metres: float = 0.0
    max_speed: float = 0.0
    implausible_legs: int = 0
    backward_legs: int = 0
    gain: float = 0.0
    loss: float = 0.0
    lowest: float = inf
    highest: float = -inf
    start: float = inf
    end: float = -inf

    @classmethod
    def of(cls, points: Points, thresholds: Thresholds) -> Self:
        """The sums over one segment."""
        journey = cls(points=len(points))
        for leg in legs(points):
            journey._add_leg(leg, thresholds)
        for height in points.elevations:
            if not isnan(height):
                journey.lowest, journey.highest = min(journey.lowest, height), max(journey.highest, height)
        for time in points.times:
            if not isnan(time):
                journey.start, journey.end = min(journey.start, time), max(journey.end, time)
        return journey

    def _add_leg(self, leg: Leg, thresholds: Thresholds) -> None:
        self.metres += leg.metres
        if leg.climb > 0:
            self.gain += leg.climb
        elif leg.climb < 0:
            self.loss -= leg.climb
        if leg.seconds > 0:
            self._add_time(leg.timed_metres, leg.seconds, thresholds)
        elif leg.seconds < 0:
            self.backward_legs += 1

    def _add_time(self, metres: float, seconds: float, thresholds: Thresholds) -> None:
        speed = metres / seconds
        self.seconds += seconds
        self.timed_metres += metres
        if speed * KMH >= thresholds.stopped_below:
            self.moving_seconds += seconds
            self.moving_metres += metres
        if speed * KMH >= thresholds.implausible_from:
            self.implausible_legs += 1
        else:
            self.max_speed = max(self.max_speed, speed)


_EXTREMES = {"max_speed": max, "lowest": min, "highest": max, "start": min, "end": max}


def total(journeys: Iterable[Journey]) -> Journey:
    """The sums over several segments; what lies between two of them is no travel."""
    parts = (Journey(), *journeys)
    columns = {field.name: [getattr(part, field.name) for part in parts] for field in fields(Journey)}
    return Journey(**{name: _EXTREMES.get(name, sum)(values) for name, values in columns.items()})
