"""What every sample of map data holds.

Two waypoints, a route, and a track of two segments with heights and times.
"""

from dataclasses import dataclass

Place = tuple[float, float, float | None, str | None]
"""Latitude, longitude, height in metres, time in UTC."""


@dataclass(frozen=True, slots=True)
class Line:
    """A route or a track."""

    name: str
    segments: tuple[tuple[Place, ...], ...]


WAYPOINTS: tuple[tuple[str, Place], ...] = (
    ("H\u00fctte & <Quelle>", (46.5763, 7.9904, 2061.5, None)),
    ("\u65e5\u672c", (-33.8568, 151.2153, None, None)),
)
ROUTE = Line("Way home", (((46.1, 7.1, None, None), (46.2, 7.25, None, None), (46.3, 7.2, None, None)),))
TRACK = Line(
    "Morning",
    (
        (
            (45.0, 7.0, 1000.0, "2024-05-01T10:00:00Z"),
            (45.0009, 7.0001, 1010.4, "2024-05-01T10:00:30.500Z"),
            (45.002, 7.0005, 1005.2, "2024-05-01T10:01:10Z"),
        ),
        ((45.003, 7.001, 1004.0, "2024-05-01T10:30:00Z"), (45.004, 7.0015, 990.2, "2024-05-01T10:31:00Z")),
    ),
)


@dataclass(frozen=True, slots=True)
class MapFacts:
    """What is in a sample."""

    waypoints: tuple[tuple[str, Place], ...] = WAYPOINTS
    routes: tuple[Line, ...] = (ROUTE,)
    tracks: tuple[Line, ...] = (TRACK,)


Found = tuple[list[Line], list[Line], list[Line]]
"""The waypoints, routes and tracks that were read from a file."""


def position(place: Place) -> list[float]:
    """Longitude, latitude, and the height where it is known: the order of most formats."""
    latitude, longitude, height, _ = place
    return [longitude, latitude, *([] if height is None else [height])]
