import time
from itertools import pairwise
from math import cos, radians, sin
from pathlib import Path

import gpxpy
import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.gpx_simplify import GpxSimplify
from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.simplify_options import GpxSimplifyResult
from apps.tools.plugins.geo.simplifying import kept_points
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.geo.conftest import WriteGpx, point, track

METRE = 1 / 111_194.93
"""In degrees of latitude."""


def places_in(path: Path) -> list[tuple[float, float]]:
    return [(one.latitude, one.longitude) for one, *_ in gpxpy.parse(path.read_text()).walk()]


def kept(*places: tuple[float, float], tolerance: float = 10) -> list[int]:
    points = Points()
    for latitude, longitude in places:
        points.append(latitude, longitude, 0, 0)
    return [number for number, keep in enumerate(kept_points(points, tolerance=tolerance)) if keep]


def test_points_on_a_line_go_and_corners_stay(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    points = [point(45, 7), point(45.001, 7), point(45.002, 7), point(45.002, 7.001), point(45.002, 7.002)]

    output = run_directly(GpxSimplify(), [write_gpx(track(points))])

    assert places_in(output.files[0].path) == [(45, 7), (45.002, 7), (45.002, 7.002)]
    assert isinstance(output.result, GpxSimplifyResult)
    assert (output.result.points_before, output.result.points_after, output.result.segments) == (5, 3, 1)


@pytest.mark.parametrize(("offset", "expected"), [(9.9, [0, 2]), (10.1, [0, 1, 2])])
def test_the_tolerance_is_in_metres(offset: float, expected: list[int]) -> None:
    for latitude in (0.0, 45.0, 80.0):
        east = 0.001 / cos(radians(latitude))
        line = [(latitude, 0.0), (latitude + offset * METRE, east), (latitude, 2 * east)]
        assert kept(*line) == expected


def test_a_line_across_the_antimeridian_is_a_line() -> None:
    assert kept((0, 179.99), (0, -179.999), (0, -179.99)) == [0, 2]
    assert kept((0, 179.99), (0.001, -179.999), (0, -179.99)) == [0, 1, 2]


def test_a_line_across_a_pole_is_a_line() -> None:
    assert kept((89.99, 10), (89.999, 10), (89.999, -170), (89.99, -170)) == [0, 3]


def test_a_great_circle_is_straight_and_a_parallel_is_not() -> None:
    assert kept((0, 0), (0, 20), (0, 40), (0, 60)) == [0, 3]
    assert kept((60, 0), (60, 10), (60, 20)) == [0, 1, 2]


def test_a_way_back_keeps_the_place_where_it_turns() -> None:
    assert kept((45, 7), (45.01, 7), (45, 7)) == [0, 1, 2]
    assert kept((45, 7), (45, 7), (45, 7)) == [0, 2]
    assert kept((45, 7), (45.02, 7), (45.01, 7)) == [0, 1, 2]


def test_no_point_that_is_left_out_is_farther_than_the_tolerance() -> None:
    circle = [(45 + sin(n / 50) * 0.01, 7 + cos(n / 50) * 0.01 / cos(radians(45))) for n in range(300)]
    chosen = kept(*circle, tolerance=5)
    assert 10 < len(chosen) < 100
    radius = 0.01 / METRE
    longest = max(b - a for a, b in pairwise(chosen)) / 50
    assert radius * (1 - cos(longest / 2)) < 5.1


def test_each_segment_keeps_its_ends_and_everything_else_stays(
    write_gpx: WriteGpx, run_directly: RunDirectly
) -> None:
    straight = [point(45 + n / 1000, 7, elevation=n, time=f"2024-05-01T10:00:0{n}Z") for n in range(3)]
    body = (
        '<wpt lat="1" lon="2"><name>Hut</name></wpt><rte><rtept lat="1" lon="1"/><rtept lat="1" lon="2"/>'
        '<rtept lat="1" lon="3"/></rte>' + track(straight, straight) + "<!-- end -->"
    )
    path = write_gpx(body)

    output = run_directly(GpxSimplify(), [path])

    middle = "\n" + straight[1]
    assert output.files[0].path.read_text() == path.read_text().replace(middle, "")


def test_routes_are_simplified_on_request(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    points = "".join(f'<rtept lat="{45 + n / 1000}" lon="7"  />' for n in range(5))
    path = write_gpx(f"<rte>{points}</rte>")
    with pytest.raises(InvalidInputError, match="no track to simplify"):
        run_directly(GpxSimplify(), [path])
    output = run_directly(GpxSimplify(), [path], routes=True)
    assert output.files[0].path.read_text().count("<rtept") == 2


def test_a_point_without_a_position_is_kept_and_reported(
    write_gpx: WriteGpx, run_directly: RunDirectly
) -> None:
    path = write_gpx(track([point(45, 7), point("north", 7), point(45.001, 7), point(45.002, 7)]))
    output = run_directly(GpxSimplify(), [path])
    assert output.files[0].path.read_text().count("<trkpt") == 3
    assert output.notes == ("1 points have no valid position and were kept as they are (first in line 7).",)


def test_a_hundred_thousand_points_take_little_time() -> None:
    points = Points()
    for number in range(100_000):
        points.append(45 + sin(number / 500) / 10, 7 + number / 50_000, 0, 0)
    started = time.process_time()
    chosen = int(kept_points(points, tolerance=10).sum())
    assert time.process_time() - started < 60
    assert 500 < chosen < 20_000
