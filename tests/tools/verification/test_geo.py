from pathlib import Path

import pytest

from apps.tools.verification.check import OutputInvalidError, check_output

TRACK = (
    '<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="1" lon="2"/><trk><trkseg>'
    '<trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/></trkseg></trk></gpx>'
)


@pytest.fixture
def gpx(tmp_path: Path) -> Path:
    return tmp_path / "track.gpx"


def test_the_points_of_a_gpx_file_are_counted(gpx: Path) -> None:
    gpx.write_text(TRACK)
    assert check_output(gpx, format="gpx", claims={"points": 3}) == {"points": 3}


def test_a_file_with_another_number_of_points_than_claimed_is_refused(gpx: Path) -> None:
    gpx.write_text(TRACK)
    with pytest.raises(OutputInvalidError, match="has points 3, not 4"):
        check_output(gpx, format="gpx", claims={"points": 4})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TRACK[:-5], "no XML from line 1 on"),
        ("<kml/>", "is <kml>, not <gpx>"),
        (f"<!DOCTYPE gpx>{TRACK}", "declares a DTD"),
        ("lat,lon\n1,2\n", "no XML from line 1 on"),
    ],
)
def test_what_is_no_gpx_file_is_refused(gpx: Path, text: str, message: str) -> None:
    gpx.write_text(text)
    with pytest.raises(OutputInvalidError, match=message):
        check_output(gpx, format="gpx", claims={})
