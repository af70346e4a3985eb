"""Pictures of a GPX file: its height and speed over the way, and the path itself."""

from collections.abc import Iterator
from itertools import islice
from math import cos, isnan, radians

from apps.tools.plugins.geo.charts import HEIGHT, WIDTH, Axes, Line, chart, path
from apps.tools.plugins.geo.gpx import Gpx
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.travel import KMH, legs

MAX_PATH_POINTS = 20_000
SIDE = 800

Picture = tuple[str, str, tuple[int, int]]
"""What it shows, its SVG, and its size."""


def pictures_of(gpx: Gpx, *, implausible_from: float) -> Iterator[Picture]:
    """Those for which the file has the numbers; none without points."""
    segments = [points for track in gpx.tracks for points in track.segments if len(points)]
    heights, speeds = _heights(segments), _speeds(segments, implausible_from=implausible_from)
    if heights:
        yield "height", chart(Axes("Height", "km", "m"), heights), (WIDTH, HEIGHT)
    if speeds:
        yield "speed", chart(Axes("Speed", "km", "km/h"), speeds), (WIDTH, HEIGHT)
    if segments:
        name = next((track.name for track in gpx.tracks if track.name), "Path")
        yield "path", path(name, _paths(segments), side=SIDE), (SIDE, SIDE)


def _heights(segments: list[Points]) -> list[Line]:
    lines: list[Line] = []
    way = 0.0
    for points in segments:
        line = []
        for metres, elevation in zip(_ways(points, way), points.elevations, strict=True):
            way = metres
            if not isnan(elevation):
                line.append((metres / 1000, elevation))
        if len(line) > 1:
            lines.append(line)
    return lines


def _ways(points: Points, start: float) -> Iterator[float]:
    yield start
    for leg in legs(points):
        start += leg.metres
        yield start


def _speeds(segments: list[Points], *, implausible_from: float) -> list[Line]:
    lines: list[Line] = []
    way = 0.0
    for points in segments:
        line = []
        for leg in legs(points):
            way += leg.metres
            if leg.seconds > 0 and (speed := leg.timed_metres / leg.seconds * KMH) < implausible_from:
                line.append((way / 1000, speed))
        if len(line) > 1:
            lines.append(line)
    return lines


def _paths(segments: list[Points]) -> list[Line]:
    """Degrees, those of longitude as short as they are in the middle; lines go on across the antimeridian."""
    latitudes = [
        latitude for points in segments for latitude in (min(points.latitudes), max(points.latitudes))
    ]
    width = cos(radians((min(latitudes) + max(latitudes)) / 2))
    step = sum(map(len, segments)) // MAX_PATH_POINTS + 1
    lines: list[Line] = []
    last = segments[0].longitudes[0]
    for points in segments:
        line = []
        for latitude, longitude, _, _ in islice(points, 0, None, step):
            last += (longitude - last + 180) % 360 - 180
            line.append((last * width, latitude))
        lines.append(line)
    return lines
