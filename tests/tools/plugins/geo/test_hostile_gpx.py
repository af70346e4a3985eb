"""HOSTILE.md H041-H048: files made to exhaust or to mislead a reader of XML."""

import time
import tracemalloc
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo import points as points_module
from apps.tools.plugins.geo.gpx import read_gpx
from tests.tools.plugins.geo.conftest import WriteGpx, point, track

LAUGHS = "".join(f'<!ENTITY l{n + 1} "' + f"&l{n};" * 10 + '">' for n in range(9))
DTDS = {
    "billion laughs": f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{LAUGHS}]><gpx><trk><name>&l9;</name></trk></gpx>',
    "quadratic blow-up": f'<!DOCTYPE gpx [<!ENTITY a "{"a" * 50_000}">]><gpx>{"&a;" * 50_000}</gpx>',
    "local file": '<!DOCTYPE gpx [<!ENTITY f SYSTEM "file:///etc/passwd">]><gpx><trk><name>&f;</name></trk></gpx>',
    "remote": '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/gpx.dtd"><gpx/>',
    "parameter": '<!DOCTYPE gpx [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><gpx/>',
}


@pytest.fixture
def gpx(tmp_path: Path) -> Path:
    return tmp_path / "hostile.gpx"


def refused(path: Path) -> InvalidInputError:
    started = time.process_time()
    with pytest.raises(InvalidInputError) as refusal:
        read_gpx(path)
    assert time.process_time() - started < 30
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("kind", DTDS)
def test_a_dtd_is_refused_in_every_encoding(gpx: Path, kind: str, encoding: str) -> None:
    gpx.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>\n{DTDS[kind]}'.encode(encoding))

    refusal = refused(gpx)

    assert refusal.code == "input_corrupt"
    assert "Line 2 declares a DTD" in str(refusal)


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32", "shift_jis", "rot13", "no-such-code"])
@pytest.mark.parametrize("is_encoded", [True, False])
def test_an_encoding_that_could_hide_a_dtd_is_refused(gpx: Path, encoding: str, is_encoded: bool) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DTDS["local file"]}'
    known = {"rot13", "no-such-code"}.isdisjoint({encoding})
    gpx.write_bytes(text.encode(encoding if is_encoded and known else "ascii"))

    assert refused(gpx).code == "input_corrupt"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no element found in line 1"),
        ("<gpx>\n<trk>\n</gpx>", "mismatched tag in line 3, column 3"),
        ("<gpx>\n<trk>\n<trkseg>", "no element found in line 3"),
        ("<gpx>&undefined;</gpx>", "undefined entity in line 1"),
        ("<gpx a='1' a='2'/>", "duplicate attribute in line 1"),
        ("#EXTM3U\nfile:///etc/passwd", "syntax error in line 1"),
        ("<gpx>\0</gpx>", "not well-formed (invalid token) in line 1"),
        ("<gpx/><gpx/>", "junk after document element in line 1"),
    ],
)
def test_malformed_xml_is_refused_with_its_line(gpx: Path, text: str, message: str) -> None:
    gpx.write_text(text)

    refusal = refused(gpx)

    assert refusal.code == "input_corrupt"
    assert message in str(refusal)


def test_another_kind_of_xml_is_not_taken_for_a_gpx(gpx: Path) -> None:
    gpx.write_text('<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>')

    refusal = refused(gpx)

    assert (refusal.code, str(refusal)) == (
        "input_mismatch",
        "The file is no GPX: its root element is <kml>, not <gpx>.",
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("depth", "<a>" * 200_000 + "</a>" * 200_000),
        ("one long attribute", f'<a b="{"x" * 5_000_000}"/>'),
        ("many attributes", "<a " + " ".join(f"a{n}=''" for n in range(500_000)) + "/>"),
        ("a long comment", f"<!--{'x' * 5_000_000}-->"),
        ("a long name", f"<{'x' * 5_000_000}/>"),
    ],
)
def test_a_structure_made_to_exhaust_is_refused_by_its_limit(
    write_gpx: WriteGpx, name: str, body: str
) -> None:
    assert refused(write_gpx(body)).code == "input_limit"


def test_depth_up_to_the_limit_is_read(write_gpx: WriteGpx) -> None:
    body = "<a>" * 254 + "</a>" * 254 + track([point(1, 2)])
    assert len(read_gpx(write_gpx(body)).tracks[0].segments[0]) == 1


def test_a_long_name_is_cut_and_does_not_fill_the_memory(write_gpx: WriteGpx) -> None:
    path = write_gpx(track([point(1, 2)], name="n" * 20_000_000))

    tracemalloc.start()
    name = read_gpx(path).tracks[0].name
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert name == "n" * 100
    assert peak < 2 * 1024 * 1024


def test_a_point_takes_little_memory(write_gpx: WriteGpx) -> None:
    path = write_gpx(track([point(1, 2, elevation=3, time="2024-05-01T10:00:00Z")] * 20_000))

    tracemalloc.start()
    read_gpx(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # Five million of them stay within 320 MB.
    assert peak < 20_000 * 64


def test_a_file_with_too_many_points_is_refused(write_gpx: WriteGpx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points_module, "MAX_POINTS", 10)
    path = write_gpx(track([point(1, 2)] * 10) + '<wpt lat="1" lon="2"/>')

    refusal = refused(path)

    assert (refusal.code, str(refusal)) == ("input_limit", "The file has more than 10 points. Split it.")


@pytest.mark.parametrize("element", ["trk", "trkseg", "rte"])
def test_a_file_with_too_many_parts_is_refused(write_gpx: WriteGpx, element: str) -> None:
    assert refused(write_gpx(f"<{element}/>" * 100_001)).code == "input_limit"


@pytest.mark.parametrize(
    "body",
    [
        "<x><trk><name>n</name><trkseg><trkpt lat='1' lon='2'/></trkseg></trk></x>",
        "<trkseg><trkpt lat='1' lon='2'/></trkseg>",
        "<trk><trk><name>n</name></trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk>",
    ],
)
def test_elements_in_strange_places_are_still_read(write_gpx: WriteGpx, body: str) -> None:
    assert sum(len(points) for one in read_gpx(write_gpx(body)).tracks for points in one.segments) == 1


@pytest.mark.parametrize(
    "body", ["<name>n</name>", "<trkpt lat='1' lon='2'/>", "<rtept lat='1' lon='2'/>", "<wpt><wpt/></wpt>"]
)
def test_elements_that_belong_to_nothing_are_passed_over(write_gpx: WriteGpx, body: str) -> None:
    found = read_gpx(write_gpx(body))
    assert (found.tracks, found.routes) == ([], [])
