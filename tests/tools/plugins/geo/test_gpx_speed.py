import re
from datetime import UTC, datetime
from pathlib import Path

import gpxpy
import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.gpx_speed import GpxSpeed
from apps.tools.plugins.geo.speed_options import GpxSpeedOptions, GpxSpeedResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.geo.conftest import WriteGpx, point, track


def times_in(path: Path) -> list[str]:
    return re.findall(r"<(?:\w+:)?time>([^<]*)</", path.read_text())


def timed(*times: str) -> list[str]:
    return [point(45 + number / 1000, 7, time=time) for number, time in enumerate(times)]


def seconds(*moments: float) -> list[str]:
    start = datetime(2024, 5, 1, 10, tzinfo=UTC).timestamp()
    return timed(*(datetime.fromtimestamp(start + moment, UTC).isoformat() for moment in moments))


def test_a_track_that_is_slowed_down_keeps_its_order(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    output = run_directly(GpxSpeed(), [write_gpx(track(seconds(0, 1, 2, 3, 4)))], multiplier=0.5)
    assert [time[-3:-1] for time in times_in(output.files[0].path)] == ["00", "02", "04", "06", "08"]


def test_the_time_of_the_metadata_is_neither_changed_nor_the_reference(
    write_gpx: WriteGpx, run_directly: RunDirectly
) -> None:
    metadata = "<metadata><time>2020-01-01T00:00:00Z</time></metadata>"
    output = run_directly(GpxSpeed(), [write_gpx(metadata + track(seconds(0, 60)))], multiplier=2)
    assert times_in(output.files[0].path) == [
        "2020-01-01T00:00:00Z", "2024-05-01T10:00:00Z", "2024-05-01T10:00:30Z",
    ]  # fmt: skip


def test_parts_of_seconds_are_kept_so_that_no_two_times_become_one(
    write_gpx: WriteGpx, run_directly: RunDirectly
) -> None:
    output = run_directly(GpxSpeed(), [write_gpx(track(seconds(0, 1, 2, 2.25)))], multiplier=2)
    assert times_in(output.files[0].path) == [
        "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.500Z",
        "2024-05-01T10:00:01Z", "2024-05-01T10:00:01.125Z",
    ]  # fmt: skip


def test_prefixed_elements_are_found(tmp_path: Path, run_directly: RunDirectly) -> None:
    path = tmp_path / "prefixed.gpx"
    points = "".join(
        f'<g:trkpt lat="1" lon="{n}"><g:time>2024-05-01T10:00:0{n}Z</g:time></g:trkpt>' for n in range(2)
    )
    path.write_text(
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trk><g:trkseg>'
        f"{points}</g:trkseg></g:trk></g:gpx>"
    )
    output = run_directly(GpxSpeed(), [path], multiplier=0.1)
    assert times_in(output.files[0].path) == ["2024-05-01T10:00:00Z", "2024-05-01T10:00:10Z"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "iso-8859-1", "windows-1252"])
def test_every_other_byte_stays(tmp_path: Path, run_directly: RunDirectly, encoding: str) -> None:
    path = tmp_path / "rich.gpx"
    declared = "utf-16" if encoding == "utf-16-le" else encoding
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\r\n<!-- caf\u00e9 --><gpx xmlns:x="urn:x">'
        "<wpt lat='1' lon='2'><time>2024-05-01T09:00:00Z</time><name><![CDATA[<\u00fc>]]></name></wpt>"
        '<trk><trkseg><trkpt lat="1.50" lon="2"><time a="b>c">2024-05-01T12:00:00+02:00</time>'
        "<extensions><x:hr>150</x:hr><time>2024-05-01T10:00:00Z</time></extensions></trkpt>"
        '<trkpt lat="1" lon="2"><ele>1</ele><time><![CDATA[2024-05-01T10:00:09Z]]></time></trkpt>'
        "<trkpt lat='1' lon='3'/></trkseg></trk></gpx>\n"
    )
    bom = b"\xff\xfe" if encoding == "utf-16-le" else b""
    path.write_bytes(bom + text.encode(encoding))

    output = run_directly(GpxSpeed(), [path], multiplier=3)

    expected = text.replace("2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00Z").replace(
        "<![CDATA[2024-05-01T10:00:09Z]]>", "2024-05-01T10:00:03Z"
    )
    assert output.files[0].path.read_bytes() == bom + expected.encode(encoding)


def test_several_tracks_share_one_beginning(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    body = track(seconds(0, 10), seconds(20, 30)) + track(seconds(100, 110))
    output = run_directly(GpxSpeed(), [write_gpx(body)], multiplier=10)
    moved = gpxpy.parse(output.files[0].path.read_text())
    start = datetime(2024, 5, 1, 10, tzinfo=UTC)
    found = [(place.time - start).total_seconds() for place, *_ in moved.walk()]
    assert found == [0, 1, 2, 3, 10, 11]
    assert isinstance(output.result, GpxSpeedResult)
    assert (output.result.duration_seconds_before, output.result.duration_seconds_after) == (110, 11)
    assert output.result.timed_points == 6


def test_points_out_of_order_stay_out_of_order(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    output = run_directly(GpxSpeed(), [write_gpx(track(seconds(10, 0, 20)))], multiplier=2)
    assert [time[-3:-1] for time in times_in(output.files[0].path)] == ["10", "05", "15"]


@pytest.mark.parametrize("points", [[], [point(1, 2), point(1, 3)], timed("2024-05-01T10:00:00Z")])
def test_a_track_without_times_is_refused(
    write_gpx: WriteGpx, run_directly: RunDirectly, points: list[str]
) -> None:
    with pytest.raises(InvalidInputError, match="without times there is no speed to change") as refusal:
        run_directly(GpxSpeed(), [write_gpx(track(points))], multiplier=2)
    assert refusal.value.code == "input_not_allowed"


def test_a_time_that_cannot_be_read_stays_and_is_reported(
    write_gpx: WriteGpx, run_directly: RunDirectly
) -> None:
    points = [*seconds(0), *timed("soon"), *timed("2024-05-01T10:00:10")]
    output = run_directly(GpxSpeed(), [write_gpx(track(points))], multiplier=2)
    assert times_in(output.files[0].path) == ["2024-05-01T10:00:00Z", "soon", "2024-05-01T10:00:05Z"]
    assert output.notes == (
        "1 times could not be read and were left as they are (first in line 7).",
        "1 times name no time zone and were read as UTC (first in line 8).",
    )


def test_recorded_speeds_are_left_and_reported(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    points = [one.replace("</trkpt>", "<speed>3</speed></trkpt>") for one in seconds(0, 1)]
    output = run_directly(GpxSpeed(), [write_gpx(track(points))], multiplier=2)
    assert output.notes == ("2 recorded values of speed were left as they are.",)


def test_a_time_beyond_the_last_year_is_refused(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    path = write_gpx(track(timed("2024-05-01T10:00:00Z", "9999-01-01T00:00:00Z")))
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(GpxSpeed(), [path], multiplier=0.1)
    assert refusal.value.code == "input_limit"


@pytest.mark.parametrize("multiplier", [0, 0.09, 10.1, -1, float("nan"), float("inf")])
def test_only_a_tenth_to_ten_times_is_allowed(multiplier: float) -> None:
    with pytest.raises(ValidationError):
        GpxSpeedOptions(multiplier=multiplier)
