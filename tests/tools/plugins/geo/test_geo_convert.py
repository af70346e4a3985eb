import csv
import json
import re
import sqlite3
import struct
import warnings
import zipfile
from pathlib import Path

import gpxpy
import numpy as np
import pytest
import shapefile
from lxml import etree
from pyogrio import raw

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.geo.geo_convert import GeoConvert
from apps.tools.proving.geo_convert import check, make_sample
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.geo.conftest import WriteGpx, point, track

KML = '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>'
END = "</Document></kml>"


def text_of(output: ToolOutput) -> str:
    return output.files[0].path.read_text("utf-8")


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("gpx", "kml"), ("kml", "gpx"), ("kmz", "geojson"), ("geojson", "kmz"), ("csv", "tcx"),
        ("tcx", "gpx"), ("fit", "csv"), ("gpx", "shp.zip"), ("shp.zip", "gpx"), ("gpkg", "kml"),
    ],
)  # fmt: skip
def test_names_places_heights_and_times_are_kept(
    run_directly: RunDirectly, tmp_path: Path, source: str, target: str
) -> None:
    path = tmp_path / f"sample.{source}"
    facts = make_sample(source, path)
    output = run_directly(GeoConvert(), [path], output_format=target)
    check(output.files[0].path, source, target, facts)


@pytest.mark.parametrize("source", ["gpkg", "shp.zip"])
def test_times_of_tracks_come_back_from_layers(
    run_directly: RunDirectly, tmp_path: Path, source: str
) -> None:
    path = tmp_path / "sample.gpx"
    facts = make_sample("gpx", path)
    layered = (
        run_directly(GeoConvert(), [path], output_format=source)
        .files[0]
        .path.rename(tmp_path / f"x.{source}")
    )
    output = run_directly(GeoConvert(), [layered], output_format="gpx")
    check(output.files[0].path, source, "gpx", facts)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        ' xmlns="http://www.topografix.com/GPX/1/0" version="1.0"',
        ' xmlns="http://www.topografix.com/GPX/1/1"',
    ],
)
def test_every_version_of_gpx_becomes_a_kml_with_everything_in_it(
    write_gpx: WriteGpx, run_directly: RunDirectly, attributes: str
) -> None:
    body = '<wpt lat="1" lon="2"/><rte><rtept lat="3" lon="4"/></rte>' + track([point(5, 6)], name="T")
    output = run_directly(GeoConvert(), [write_gpx(body, attributes=attributes)], output_format="kml")
    assert re.findall(r"(?:\d,\d)", text_of(output)) == ["2,1", "4,3", "6,5"]


@pytest.mark.parametrize(
    ("metadata", "options", "name"),
    [
        ("<metadata><name>Of the file</name></metadata>", {}, "Of the file"),
        ("<metadata><name>Of the file</name></metadata>", {"name": "Mine & yours"}, "Mine & yours"),
        ("", {}, "track"),
    ],
)
def test_the_document_has_the_name_that_was_wanted(
    write_gpx: WriteGpx, run_directly: RunDirectly, metadata: str, options: dict[str, str], name: str
) -> None:
    path = write_gpx(metadata + track([point(1, 2)], name="T"))
    output = run_directly(GeoConvert(), [path], output_format="kml", **options)
    root = etree.parse(output.files[0].path)
    assert root.findtext("{*}Document/{*}name") == name


def test_a_gpx_in_another_encoding_keeps_its_letters(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "latin.gpx"
    body = '<gpx><wpt lat="1" lon="2"><name>Caf\u00e9</name></wpt></gpx>'
    path.write_bytes(b'<?xml version="1.0" encoding="iso-8859-1"?>' + body.encode("latin-1"))
    assert "<name>Caf\u00e9</name>" in text_of(run_directly(GeoConvert(), [path], output_format="kml"))


def test_a_dtd_is_refused_in_every_xml_format(run_directly: RunDirectly, tmp_path: Path) -> None:
    for format, root in (("gpx", "gpx"), ("kml", "kml"), ("tcx", "TrainingCenterDatabase")):
        path = write(tmp_path, f"bomb.{format}", f'<!DOCTYPE a [<!ENTITY b "c">]><{root}>&b;</{root}>')
        with pytest.raises(InvalidInputError, match="declares a DTD"):
            run_directly(GeoConvert(), [path], output_format="csv")


def test_html_in_a_description_stays_text_and_nothing_is_fetched(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    placemark = (
        "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink><Placemark>"
        "<description><![CDATA[<script>alert(1)</script>]]></description>"
        "<Point><coordinates>2,1</coordinates></Point></Placemark>"
    )
    output = run_directly(
        GeoConvert(), [write(tmp_path, "x.kml", KML + placemark + END)], output_format="gpx"
    )
    assert "<desc>&lt;script&gt;alert(1)&lt;/script&gt;</desc>" in text_of(output)
    assert output.notes == ("1 network links were left out.",)


def test_areas_and_mixtures_stay_areas_where_there_are_any(run_directly: RunDirectly, tmp_path: Path) -> None:
    placemark = (
        "<Placemark><name>Park</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        "0,0 4,0 4,4 0,4 0,0</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing>"
        "<coordinates>1,1 2,1\n2,2\t1,1</coordinates></LinearRing></innerBoundaryIs></Polygon>"
        "<Point><coordinates>3,3</coordinates></Point></MultiGeometry></Placemark>"
    )
    path = write(tmp_path, "x.kml", KML + placemark + END)

    areas = json.loads(text_of(run_directly(GeoConvert(), [path], output_format="geojson")))["features"]
    lines = run_directly(GeoConvert(), [path], output_format="gpx")

    assert [(one["geometry"]["type"], one["properties"]["name"]) for one in areas] == [
        ("Polygon", "Park"), ("Point", "Park"),
    ]  # fmt: skip
    assert [len(ring) for ring in areas[0]["geometry"]["coordinates"]] == [5, 4]
    assert [len(part.points) for part in gpxpy.parse(text_of(lines)).tracks[0].segments] == [5, 4]
    assert lines.notes == ("1 areas became tracks along their outlines.",)


def test_coordinates_that_are_cut_into_pieces_are_read_whole(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    tuples = [f"{number / 1000:.6f},45.123456,{number}" for number in range(20_000)]
    placemark = (
        f"<Placemark><LineString><coordinates>{' '.join(tuples)}</coordinates></LineString></Placemark>"
    )
    output = run_directly(
        GeoConvert(), [write(tmp_path, "x.kml", KML + placemark + END)], output_format="csv"
    )
    with output.files[0].path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["longitude"]) for row in rows] == [number / 1000 for number in range(20_000)]
    assert {row["latitude"] for row in rows} == {"45.123456"}


@pytest.mark.parametrize("latitude", ["91", "NaN", "", "north", "1e400"])
def test_an_impossible_place_is_left_out_and_told(
    write_gpx: WriteGpx, run_directly: RunDirectly, latitude: str
) -> None:
    path = write_gpx(track([point(45, 7), point(latitude, 7)]))
    output = run_directly(GeoConvert(), [path], output_format="kml")
    assert (
        output.notes
        == (
            "1 points were left out: their latitude or longitude is missing or impossible (first in line 6).",
        )
        or "first in line 7" in output.notes[0]
    )


def test_a_file_with_nothing_to_convert_is_refused_with_the_reason(
    write_gpx: WriteGpx, run_directly: RunDirectly
) -> None:
    for body, reason in (("", "no waypoints, routes"), (track([point(99, 7)]), "missing or impossible")):
        with pytest.raises(InvalidInputError, match=reason) as refusal:
            run_directly(GeoConvert(), [write_gpx(body)], output_format="kml")
        assert refusal.value.code == "input_not_allowed"


def test_a_table_is_read_by_the_titles_of_its_columns(run_directly: RunDirectly, tmp_path: Path) -> None:
    content = (
        "Name;Breite;L\u00e4nge;H\u00f6he;Kind of tree\nEiche;46,5;7,25;600,5;oak\nTanne;46,6;7,3;;fir\n"
    )
    path = tmp_path / "trees.csv"
    path.write_bytes(content.encode("cp1252"))

    features = json.loads(text_of(run_directly(GeoConvert(), [path], output_format="geojson")))["features"]

    assert [one["geometry"]["coordinates"] for one in features] == [[7.25, 46.5, 600.5], [7.3, 46.6]]
    assert [one["properties"] for one in features] == [
        {"name": "Eiche", "Kind of tree": "oak"}, {"name": "Tanne", "Kind of tree": "fir"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "counts"), [("auto", (2, 0, 0)), ("track", (0, 0, 1)), ("route", (0, 1, 0))]
)
def test_rows_can_be_waypoints_or_one_line(
    run_directly: RunDirectly, tmp_path: Path, rows: str, counts: tuple[int, int, int]
) -> None:
    path = write(tmp_path, "x.csv", "lat,lon\n1,2\n3,4\n")
    root = gpxpy.parse(text_of(run_directly(GeoConvert(), [path], output_format="gpx", csv_rows=rows)))
    assert (len(root.waypoints), len(root.routes), len(root.tracks)) == counts


def test_a_table_without_positions_is_refused_with_its_titles(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError, match="it has: name, city") as refusal:
        run_directly(GeoConvert(), [write(tmp_path, "x.csv", "name,city\na,b\n")], output_format="gpx")
    assert refusal.value.code == "input_not_allowed"


def test_no_name_becomes_a_formula(write_gpx: WriteGpx, run_directly: RunDirectly, tmp_path: Path) -> None:
    name = "=HYPERLINK(1)"
    path = write_gpx(f'<wpt lat="-1" lon="2"><name>{name}</name></wpt>')

    output = run_directly(GeoConvert(), [path], output_format="csv")
    back = run_directly(GeoConvert(), [output.files[0].path.rename(tmp_path / "x.csv")], output_format="gpx")

    with (tmp_path / "x.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["latitude"]) == (f"'{name}", "-1")
    assert gpxpy.parse(text_of(back)).waypoints[0].name == name


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        ('{"type": "FeatureCollection", "features": [', "input_corrupt", "no JSON"),
        ("[1, 2]", "input_mismatch", "no GeoJSON"),
        ('{"a": 1}', "input_mismatch", "no GeoJSON"),
        ('{"type": "Point", "coordinates": [NaN, 1]}', "input_corrupt", "NaN"),
        ("[" * 200_000, "input_limit", "deeply"),
        ('{"type": "FeatureCollection", "features": 1}', "input_corrupt", "no list"),
        ('{"type": "Point", "coordinates": [500000, 5000000]}', "input_not_allowed", "impossible"),
        ('{"type": "Point", "coordinates": [1]}', "input_not_allowed", "nothing to convert"),
        ('{"type": "Topology"}', "input_not_allowed", "nothing to convert"),
        (
            '{"type": "Point", "coordinates": [1, 2], "crs": {"properties": {"name": "EPSG:25832"}}}',
            "input_not_allowed",
            "EPSG:4326",
        ),
    ],
)
def test_json_that_is_no_map_is_refused(
    run_directly: RunDirectly, tmp_path: Path, content: str, code: str, message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message) as refusal:
        run_directly(GeoConvert(), [write(tmp_path, "x.geojson", content)], output_format="gpx")
    assert refusal.value.code == code


def test_properties_of_geojson_reach_kml(run_directly: RunDirectly, tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"title": "A", "height": 3.5, "tags": ["x"], "none": None},
        "geometry": {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4, 5]]},
    }
    path = write(tmp_path, "x.geojson", json.dumps(feature))
    root = etree.parse(run_directly(GeoConvert(), [path], output_format="kml").files[0].path)
    data = {one.get("name"): one.findtext("{*}value") for one in root.iter("{*}Data")}
    assert data == {"height": "3.5", "tags": '["x"]', "none": ""}
    assert [one.text for one in root.iter("{*}coordinates")] == ["1,2", "3,4,5"]


def test_a_layer_in_another_projection_is_brought_to_longitude_and_latitude(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "utm.gpkg"
    raw.write(
        path,
        geometry=np.array([struct.pack("<BIdd", 1, 1, 500_000.0, 5_000_000.0), None], dtype=object)[:-1],
        field_data=[np.array(["Here"], dtype=object)],
        fields=np.array(["name"], dtype=object),
        layer="places",
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:32632",
    )
    place = gpxpy.parse(text_of(run_directly(GeoConvert(), [path], output_format="gpx"))).waypoints[0]
    assert place.name == "Here"
    assert place.longitude == pytest.approx(9)
    assert place.latitude == pytest.approx(45.153477, abs=1e-6)


def test_long_names_and_texts_are_fitted_to_a_shapefile(run_directly: RunDirectly, tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"population_2020": number, "population_2021": number + 1, "text": "\u00e9" * 200},
            "geometry": {"type": "Point", "coordinates": [number, 1]},
        }
        for number in range(2)
    ]
    path = write(tmp_path, "x.geojson", json.dumps({"type": "FeatureCollection", "features": features}))

    output = run_directly(GeoConvert(), [path], output_format="shp.zip")

    with shapefile.Reader(output.files[0].path) as reader:
        rows = [record.as_dict() for record in reader.records()]
    assert [(row["population"], row["populati_2"]) for row in rows] == [(0, 1), (1, 2)]
    assert rows[0]["text"] == "\u00e9" * 127
    assert output.notes == ("2 texts were cut to 254 bytes.",)


def test_a_plain_zip_with_a_shapefile_is_taken_and_another_is_not(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "sample.shp.zip"
    make_sample("shp.zip", path)
    assert run_directly(GeoConvert(), [path.rename(tmp_path / "plain.zip")], output_format="gpx").files
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "text")
    with pytest.raises(InvalidInputError, match="holds no Shapefile"):
        run_directly(GeoConvert(), [tmp_path / "other.zip"], output_format="gpx")


@pytest.mark.parametrize(
    ("name", "members", "code"),
    [
        ("x.shp.zip", {"a.shp": b"<OGRVRTDataSource/>", "a.shx": b"x"}, "input_mismatch"),
        ("x.shp.zip", {"a.shp": b"\0\0\x27\x0a" + bytes(10), "a.shx": b"\0\0\x27\x0a"}, "input_corrupt"),
        ("x.shp.zip", {"../a.shp": b"x", "../a.shx": b"x"}, "input_not_allowed"),
        ("x.kmz", {"../../doc.kml": b"<kml/>"}, "input_not_allowed"),
        ("x.kmz", {"readme.txt": b"x"}, "input_mismatch"),
        ("x.kmz", {"doc.kml": bytes(30 * 1024 * 1024)}, "input_limit"),
        ("x.kmz", {"doc.kml": b"<gpx/>"}, "input_mismatch"),
    ],
)
def test_what_is_in_a_zip_is_not_trusted(
    run_directly: RunDirectly, tmp_path: Path, name: str, members: dict[str, bytes], code: str
) -> None:
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(GeoConvert(), [tmp_path / name], output_format="gpx")
    assert refusal.value.code == code


@pytest.mark.parametrize("format", ["fit", "gpkg", "kmz", "shp.zip"])
def test_a_file_that_was_cut_off_is_damaged(run_directly: RunDirectly, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"cut.{format}"
    make_sample(format, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with warnings.catch_warnings(action="ignore"), pytest.raises(InvalidInputError) as refusal:
        run_directly(GeoConvert(), [path], output_format="gpx")
    assert refusal.value.code == "input_corrupt"
    assert str(tmp_path) not in str(refusal.value)


def test_a_database_without_a_map_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE people (name TEXT)")
    with warnings.catch_warnings(action="ignore"), pytest.raises(InvalidInputError):
        run_directly(GeoConvert(), [path], output_format="gpx")


def test_heart_rates_are_left_out_and_counted(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "ride.fit"
    make_sample("fit", path)
    output = run_directly(GeoConvert(), [path], output_format="tcx")
    assert output.notes == ("3 heart rates were left out.",)


def test_a_route_becomes_a_course_and_its_missing_times_are_told(
    run_directly: RunDirectly, write_gpx: WriteGpx, tmp_path: Path
) -> None:
    points = "".join(f'<rtept lat="{45 + n / 100}" lon="7"/>' for n in range(3))
    path = write_gpx(f"<rte><name>Round the long lake</name>{points}</rte>")

    output = run_directly(GeoConvert(), [path], output_format="tcx")
    back = run_directly(GeoConvert(), [output.files[0].path.rename(tmp_path / "x.tcx")], output_format="gpx")

    assert output.notes == ("1 lines without times got times from 1970 on, which the format demands.",)
    route = gpxpy.parse(text_of(back)).routes[0]
    assert (route.name, route.description) == ("Round the long lake", None)
    assert [one.time for one in route.points] == [None] * 3


def test_what_a_conversion_loses_is_said_before(run_directly: RunDirectly) -> None:
    tool = GeoConvert()
    assert "Extensions." in tool.losses(source="gpx", target="kml")
    assert tool.losses(source="kml", target="kmz") == ()
    assert ("zip", "gpx") not in list(tool.pairs())
    assert len(list(tool.pairs())) == 64


def test_a_geopackage_is_written_and_checked_in_the_tool_host(tool_host: ToolHost, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir(mode=0o700)
    path = workspace / "input.gpx"
    make_sample("gpx", path)
    source = JobInput(role="source", path=path, name="t.gpx", format="gpx", size=path.stat().st_size)
    job = Job(tool="geo-convert", options={"output_format": "gpkg"}, inputs=(source,), workspace=workspace)

    outcome = tool_host.launch(job).wait(lambda _fraction, _message: None)

    assert outcome.fault is None
    assert outcome.files[0].details == {"features": 9}
