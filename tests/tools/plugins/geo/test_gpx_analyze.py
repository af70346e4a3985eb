import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import gpxpy
import pytest

from apps.tools.plugins.geo.gpx_analyze import GpxAnalyze
from tests.tools.plugins.geo.conftest import Analyze, WriteGpx, point, track

DEGREE_KM = 111.19
"""One degree of latitude on a sphere of 6371 km."""


def at(minute: int, second: int = 0) -> str:
    return f"2024-05-01T10:{minute:02}:{second:02}Z"


def walk(*, points: int, step: float = 0.001, seconds: int = 60, hour: int = 10) -> list[str]:
    start = datetime(2024, 5, 1, hour, tzinfo=UTC).timestamp()
    return [
        point(
            45 + number * step,
            7,
            elevation=100 + number,
            time=datetime.fromtimestamp(start + number * seconds, UTC).isoformat(),
        )
        for number in range(points)
    ]


def test_the_figures_follow_the_formulas_of_the_reference(write_gpx: WriteGpx, analyze: Analyze) -> None:
    points = [
        point(45, 7, elevation=100, time=at(0)),
        point(45.01, 7, elevation=130.5, time=at(4)),
        point(45.02, 7, elevation=120.25, time=at(10)),
    ]

    result, _ = analyze(write_gpx(track(points)))

    assert result.total_points == 3
    assert result.total_distance_km == 2.22
    assert (result.total_duration_seconds, result.total_duration_formatted) == (600, "0:10:00")
    assert result.start_time == datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
    assert result.end_time == datetime(2024, 5, 1, 10, 10, tzinfo=UTC)
    assert result.average_speed_kmh == 13.34
    assert result.average_pace_min_per_km == "4:29"
    assert result.max_speed_kmh == 16.68
    assert (result.elevation_gain_m, result.elevation_loss_m) == (30.5, 10.2)
    assert (result.min_elevation_m, result.max_elevation_m) == (100.0, 130.5)


def test_distance_and_height_agree_with_gpxpy(write_gpx: WriteGpx, analyze: Analyze) -> None:
    path = write_gpx(track(walk(points=50), walk(points=30, step=0.0005, hour=12)))
    independent = gpxpy.parse(path.read_text())

    result, _ = analyze(path)

    assert result.total_points == independent.get_points_no()
    # gpxpy computes with the equator's radius.
    assert result.total_distance_km == pytest.approx(
        independent.length_2d() / 1000 * 6371 / 6378.137, abs=0.02
    )
    assert result.total_duration_seconds == sum(
        segment.get_duration() or 0 for segment in independent.tracks[0].segments
    )


def test_the_gap_between_two_segments_is_no_travel(write_gpx: WriteGpx, analyze: Analyze) -> None:
    first = [point(45, 7, time=at(0)), point(45.001, 7, time=at(1))]
    second = [point(46, 7, time=at(30)), point(46.001, 7, time=at(31))]

    result, _ = analyze(write_gpx(track(first, second)))

    assert result.total_distance_km == 0.22
    assert result.total_duration_seconds == 120
    assert result.elapsed_seconds == 31 * 60
    assert result.average_speed_kmh == result.max_speed_kmh == 6.67
    assert [part.total_distance_km for part in result.tracks[0].segments] == [0.11, 0.11]


def test_each_track_has_its_own_figures(write_gpx: WriteGpx, analyze: Analyze) -> None:
    body = track(walk(points=11), name="Up") + track(walk(points=6, hour=12), name="Down &amp; out")

    result, _ = analyze(write_gpx(body))

    assert [(part.name, part.total_points) for part in result.tracks] == [("Up", 11), ("Down & out", 6)]
    assert result.track_count == result.segment_count == 2
    assert sum(part.total_distance_km for part in result.tracks) == pytest.approx(
        result.total_distance_km, abs=0.02
    )


def test_breaks_count_for_the_duration_and_not_for_the_moving_time(
    write_gpx: WriteGpx, analyze: Analyze
) -> None:
    points = [point(45, 7, time=at(0)), point(45.01, 7, time=at(10)), point(45.01, 7, time=at(20))]

    result, _ = analyze(write_gpx(track(points)))

    assert (result.total_duration_seconds, result.moving_time_seconds) == (1200, 600)
    assert result.moving_time_formatted == "0:10:00"
    assert (result.average_speed_kmh, result.moving_speed_kmh) == (3.34, 6.67)


def test_what_counts_as_a_break_can_be_chosen(write_gpx: WriteGpx, analyze: Analyze) -> None:
    points = [point(45, 7, time=at(0)), point(45.01, 7, time=at(10)), point(45.011, 7, time=at(20))]

    lazy, _ = analyze(write_gpx(track(points)), stopped_below_kmh=0)
    strict, _ = analyze(write_gpx(track(points)), stopped_below_kmh=5)

    assert (lazy.moving_time_seconds, strict.moving_time_seconds) == (1200, 600)


def test_splits_are_interpolated_and_skip_the_gaps(write_gpx: WriteGpx, analyze: Analyze) -> None:
    step = 0.75 / DEGREE_KM
    first = [point(45 + step * number, 7, elevation=number * 9, time=at(3 * number)) for number in range(3)]
    second = [point(50, 7, elevation=0, time=at(50)), point(50 + step, 7, elevation=30, time=at(53))]

    result, _ = analyze(write_gpx(track(first, second)))

    assert [split.number for split in result.splits] == [1, 2, 3]
    assert [split.distance_km for split in result.splits] == pytest.approx([1, 1, 0.25], abs=0.001)
    assert [split.duration_seconds for split in result.splits] == pytest.approx([240, 240, 60], abs=0.5)
    assert {split.pace_min_per_km for split in result.splits} <= {"3:59", "4:00"}
    assert [split.elevation_gain_m for split in result.splits] == pytest.approx([12, 26, 10], abs=0.1)
    assert sum(split.distance_km for split in result.splits) == pytest.approx(
        result.total_distance_km, abs=0.01
    )


def test_the_length_of_a_split_can_be_a_mile(write_gpx: WriteGpx, analyze: Analyze) -> None:
    result, _ = analyze(write_gpx(track(walk(points=40))), split_km=1.609344)
    assert [split.distance_km for split in result.splits] == pytest.approx([1.609, 1.609, 1.118], abs=0.001)


def test_a_leap_of_the_receiver_is_no_maximum_speed_and_is_reported(
    write_gpx: WriteGpx, analyze: Analyze
) -> None:
    points = [point(45, 7, time=at(0)), point(45.001, 7, time=at(1)), point(46, 7, time=at(2))]

    result, output = analyze(write_gpx(track(points)))
    fast, fast_output = analyze(write_gpx(track(points)), max_plausible_speed_kmh=10_000)

    assert result.max_speed_kmh == 6.67
    assert output.notes == (
        "1 pairs of points imply 200 km/h or more; they count for the distance, not for the maximum speed.",
    )
    assert fast.max_speed_kmh == pytest.approx(6665, abs=5)
    assert fast_output.notes == ()


def test_times_with_and_without_a_zone_can_be_mixed(write_gpx: WriteGpx, analyze: Analyze) -> None:
    times = ["2024-05-01T10:00:00", "2024-05-01T12:01:00+02:00", "2024-05-01T10:02:00.500Z"]
    points = [point(45 + number / 1000, 7, time=time) for number, time in enumerate(times)]

    result, output = analyze(write_gpx(track(points)))

    assert result.total_duration_seconds == 120
    assert output.notes == ("1 times name no time zone and were read as UTC (first in line 6).",)


def test_points_without_a_time_or_a_height_bridge_the_points_that_have_them(
    write_gpx: WriteGpx, analyze: Analyze
) -> None:
    points = [
        point(45, 7, elevation=100, time=at(0)),
        point(45.001, 7),
        point(45.002, 7, elevation=""),
        point(45.003, 7, elevation=110, time=at(3)),
    ]

    result, output = analyze(write_gpx(track(points)))

    assert (result.elevation_gain_m, result.total_duration_seconds) == (10, 180)
    assert result.average_speed_kmh == result.max_speed_kmh == 6.67
    assert result.splits[0].duration_seconds is None
    assert output.notes == ()


def test_points_in_the_wrong_order_of_time_are_counted_and_reported(
    write_gpx: WriteGpx, analyze: Analyze
) -> None:
    points = [point(45, 7, time=at(5)), point(45.001, 7, time=at(4)), point(45.002, 7, time=at(6))]

    result, output = analyze(write_gpx(track(points)))

    assert result.total_duration_seconds == 120
    assert output.notes == ("1 points are earlier than the one before; that time was not counted.",)


@pytest.mark.parametrize("latitude", ["999", "NaN", "Infinity", "-91", "", "north", "1e400"])
def test_a_point_in_an_impossible_place_is_left_out_and_reported(
    write_gpx: WriteGpx, analyze: Analyze, latitude: str
) -> None:
    points = [point(45, 7), point(latitude, 7), point(45.001, 7), point(latitude, 7)]

    result, output = analyze(write_gpx(track(points)))

    assert (result.total_points, result.skipped_points, result.total_distance_km) == (2, 2, 0.11)
    assert output.notes == (
        "2 points were left out: their latitude or longitude is missing or impossible (first in line 7).",
    )


def test_a_point_without_a_latitude_is_left_out(write_gpx: WriteGpx, analyze: Analyze) -> None:
    result, _ = analyze(write_gpx("<trk><trkseg><trkpt lon='7'/><trkpt lat='45' lon='7'/></trkseg></trk>"))
    assert (result.total_points, result.skipped_points) == (1, 1)


@pytest.mark.parametrize(
    "time", ["-0044-03-15T12:00:00Z", "yesterday", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_that_cannot_be_is_reported_and_its_point_stays(
    write_gpx: WriteGpx, analyze: Analyze, time: str
) -> None:
    result, output = analyze(write_gpx(track([point(45, 7, time=time), point(45.001, 7, time=at(1))])))

    assert (result.total_points, result.total_duration_seconds) == (2, 0)
    assert output.notes == ("1 times could not be read and count as not given (first in line 6).",)


def test_the_last_moment_of_the_calendar_is_read(write_gpx: WriteGpx, analyze: Analyze) -> None:
    result, _ = analyze(write_gpx(track([point(45, 7, time="9999-12-31T23:59:59Z")])))
    assert result.end_time == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("elevation", ["high", "NaN", "1e308"])
def test_an_impossible_height_is_reported_and_its_point_stays(
    write_gpx: WriteGpx, analyze: Analyze, elevation: str
) -> None:
    result, output = analyze(write_gpx(track([point(45, 7, elevation=elevation), point(45, 8, elevation=5)])))

    assert (result.total_points, result.max_elevation_m, result.elevation_gain_m) == (2, 5.0, 0.0)
    assert output.notes == ("1 elevations could not be read and count as not given (first in line 6).",)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        ' version="1.0" xmlns="http://www.topografix.com/GPX/1/0"',
        ' version="1.1" xmlns="http://www.topografix.com/GPX/1/1"',
    ],
)
def test_every_version_of_the_format_is_read(write_gpx: WriteGpx, analyze: Analyze, attributes: str) -> None:
    result, _ = analyze(write_gpx(track(walk(points=11)), attributes=attributes))
    assert (result.total_points, result.total_distance_km) == (11, 1.11)


def test_a_prefixed_file_is_read_with_its_times(tmp_path: Path, analyze: Analyze) -> None:
    body = track(walk(points=11)).replace("</", "</gpx:")
    for name in ("trk>", "name>", "trkseg>", "trkpt ", "ele>", "time>"):
        body = body.replace(f"<{name}", f"<gpx:{name}")
    path = tmp_path / "prefixed.gpx"
    path.write_text(f'<gpx:gpx xmlns:gpx="http://www.topografix.com/GPX/1/1">{body}</gpx:gpx>')

    result, _ = analyze(path)

    assert (result.total_points, result.total_duration_seconds) == (11, 600)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_the_declared_encoding_is_honoured(tmp_path: Path, analyze: Analyze, encoding: str) -> None:
    path = tmp_path / "track.gpx"
    text = f'<?xml version="1.0" encoding="{encoding}"?><gpx>{track([point(1, 2)], name="Zürich")}</gpx>'
    path.write_bytes(text.encode(encoding))

    result, _ = analyze(path)

    assert result.tracks[0].name == "Zürich"


def test_routes_and_waypoints_are_counted_and_not_travelled(write_gpx: WriteGpx, analyze: Analyze) -> None:
    body = (
        '<wpt lat="1" lon="2"><ele>5</ele></wpt><wpt lat="1" lon="3"/>'
        '<rte><name>Plan</name><rtept lat="1" lon="2"/><rtept lat="9" lon="2"/></rte>'
    )

    result, output = analyze(write_gpx(body))

    assert (result.waypoint_count, result.route_count, result.total_points) == (2, 1, 0)
    assert result.total_distance_km == 0
    assert output.notes == ("The file has no track points, so all figures are zero.",)


@pytest.mark.parametrize(
    "body", ["", "<trk/>", "<trk><trkseg/></trk>", "<metadata><time>2024-05-01</time></metadata>"]
)
def test_a_file_without_points_has_figures_of_zero(write_gpx: WriteGpx, analyze: Analyze, body: str) -> None:
    result, output = analyze(write_gpx(body))

    assert (result.total_points, result.total_distance_km, result.total_duration_formatted) == (
        0,
        0,
        "0:00:00",
    )
    assert result.average_pace_min_per_km == "0:00"
    assert [result.start_time, result.min_elevation_m, result.bounding_box] == [None, None, None]
    assert result.splits == []
    assert output.notes == ("The file has no track points, so all figures are zero.",)


def test_the_bounding_box_holds_all_tracks(write_gpx: WriteGpx, analyze: Analyze) -> None:
    result, _ = analyze(write_gpx(track([point(45, 7), point(46, 5)]) + track([point(44.5, 8)])))

    assert result.bounding_box
    assert result.bounding_box.model_dump() == {
        "min_latitude": 44.5,
        "min_longitude": 5,
        "max_latitude": 46,
        "max_longitude": 8,
    }


def test_elements_of_extensions_are_not_mistaken_for_those_of_the_point(
    write_gpx: WriteGpx, analyze: Analyze
) -> None:
    extended = point(45, 7, elevation=100).replace(
        "</trkpt>", "<extensions><x:time>1999-01-01</x:time><x:ele>9000</x:ele></extensions></trkpt>"
    )

    result, output = analyze(write_gpx(track([extended, point(45.001, 7, elevation=101)])))

    assert (result.max_elevation_m, result.start_time) == (101, None)
    assert output.notes == ()


def test_the_whole_analysis_can_be_written_as_json(write_gpx: WriteGpx, analyze: Analyze) -> None:
    result, output = analyze(write_gpx(track(walk(points=11))), export_format="json")

    assert json.loads(output.files[0].path.read_text()) == result.model_dump(mode="json")


def test_the_splits_can_be_written_as_csv(write_gpx: WriteGpx, analyze: Analyze) -> None:
    result, output = analyze(write_gpx(track(walk(points=30))), export_format="csv")

    with output.files[0].path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["distance_km"] for row in rows] == [str(split.distance_km) for split in result.splits]
    assert output.files[0].claims == {"rows": 4}


def test_a_long_journey_lists_only_its_first_splits_and_segments(
    write_gpx: WriteGpx, analyze: Analyze
) -> None:
    around = [point(0, longitude) for longitude in (0, 90, 180, -90)]

    result, output = analyze(write_gpx(track(around, *([point(1, 1)] for _ in range(300)))))

    assert (len(result.splits), len(result.tracks[0].segments), result.segment_count) == (500, 250, 301)
    assert result.total_distance_km == pytest.approx(30_022.6, abs=1)
    assert output.notes == (
        "Only the first 500 splits are given. Choose longer ones.",
        "Only the first 250 segments are listed; the totals hold all.",
    )


def test_an_analysis_is_not_offered_as_a_conversion() -> None:
    assert list(GpxAnalyze().pairs()) == []
