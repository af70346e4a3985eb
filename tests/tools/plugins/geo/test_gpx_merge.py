from pathlib import Path

import gpxpy
import gpxpy.gpx
import pytest
from lxml import etree

from apps.tools.base import InvalidInputError
from apps.tools.plugins.geo.gpx_merge import GpxMerge
from apps.tools.plugins.geo.merge_options import GpxMergeResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.geo.conftest import NAMESPACE, point, track

GPX = "{http://www.topografix.com/GPX/1/1}"


def at(hour: int) -> str:
    return f"2024-05-01T{hour:02}:00:00Z"


def part(name: str, hour: int | None) -> str:
    time = None if hour is None else at(hour)
    return track([point(45, 7, time=time), point(45.1, 7, time=time)], name=name)


def write(folder: Path, name: str, body: str, *, attributes: str = NAMESPACE) -> Path:
    path = folder / f"{name}.gpx"
    path.write_text(f"<gpx{attributes}>{body}</gpx>")
    return path


def merged(output_path: Path) -> gpxpy.gpx.GPX:
    return gpxpy.parse(output_path.read_text())


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("chronological", ["b", "c", "d", "a", "untimed"]),
        ("sequential", ["a", "untimed", "b", "c", "d"]),
        ("preserve_order", ["untimed", "a", "d", "b", "c"]),
    ],
)
def test_the_mode_decides_on_the_order_of_tracks(
    run_directly: RunDirectly, tmp_path: Path, mode: str, names: list[str]
) -> None:
    paths = [
        write(tmp_path, "one", part("untimed", None) + part("a", 12)),
        write(tmp_path, "two", part("d", 11) + part("b", 9) + part("c", 10)),
    ]
    output = run_directly(GpxMerge(), paths, merge_mode=mode)
    assert [one.name for one in merged(output.files[0].path).tracks] == names


def test_routes_and_waypoints_of_every_file_are_kept(run_directly: RunDirectly, tmp_path: Path) -> None:
    paths = [
        write(
            tmp_path,
            f"file{number}",
            f'<wpt lat="{number}" lon="1"><name>w{number}</name></wpt>'
            f'<rte><name>r{number}</name><rtept lat="1" lon="{number}"/></rte>' + part(f"t{number}", 9),
        )
        for number in range(3)
    ]

    output = run_directly(GpxMerge(), paths)

    root = merged(output.files[0].path)
    assert [one.name for one in root.waypoints] == ["w0", "w1", "w2"]
    assert [one.name for one in root.routes] == ["r0", "r1", "r2"]
    assert [one.name for one in root.tracks] == ["t0", "t1", "t2"]
    assert output.result == GpxMergeResult(
        files=3, tracks=3, routes=3, waypoints=3, points=12, duplicate_waypoints=0
    )
    order = [etree.QName(one).localname for one in etree.parse(output.files[0].path).getroot()]
    assert order == ["metadata", *["wpt"] * 3, *["rte"] * 3, *["trk"] * 3]


def test_a_waypoint_that_comes_twice_is_kept_once_on_request(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    hut = '<wpt lat="46" lon="8"><name>Hut</name></wpt>'
    paths = [
        write(tmp_path, "one", hut + '<wpt lat="46" lon="8"><name>Other</name></wpt>'),
        write(tmp_path, "two", hut.replace("46", "46.0000001")),
    ]

    both = run_directly(GpxMerge(), paths)
    once = run_directly(GpxMerge(), paths, unique_waypoints=True)

    assert len(merged(both.files[0].path).waypoints) == 3
    assert [one.name for one in merged(once.files[0].path).waypoints] == ["Hut", "Other"]
    assert isinstance(once.result, GpxMergeResult)
    assert once.result.duplicate_waypoints == 1


def test_versions_and_prefixes_can_be_mixed(run_directly: RunDirectly, tmp_path: Path) -> None:
    prefixed = part("prefixed", 11).replace("<", "<g:").replace("<g:/", "</g:")
    path = tmp_path / "prefixed.gpx"
    path.write_text(f'<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1">{prefixed}</g:gpx>')
    old = "<name>Old</name><author>Ada</author><url>http://a.example/</url>" + part("old", 10).replace(
        "</trkpt>", "<speed>3.5</speed></trkpt>"
    ).replace("<trkseg>", "<url>http://t.example/</url><urlname>T</urlname><trkseg>")
    paths = [
        path,
        write(tmp_path, "old", old, attributes=' xmlns="http://www.topografix.com/GPX/1/0" version="1.0"'),
        write(tmp_path, "plain", part("plain", 9), attributes=""),
    ]

    output = run_directly(GpxMerge(), paths)

    root = etree.parse(output.files[0].path).getroot()
    assert [one.findtext(f"{GPX}name") for one in root.iter(f"{GPX}trk")] == ["plain", "old", "prefixed"]
    assert {etree.QName(one).namespace for one in root.iter(f"{GPX}*")} == {GPX[1:-1]}
    link = root.find(f"{GPX}trk/{GPX}link")
    assert link is not None
    assert (link.get("href"), link.findtext(f"{GPX}text")) == ("http://t.example/", "T")
    speeds = [one.text for one in root.iter("{http://www.topografix.com/GPX/1/0}speed")]
    assert speeds == ["3.5", "3.5"]
    assert root.findtext(f"{GPX}metadata/{GPX}author/{GPX}name") == "Ada"
    assert "ns0" not in output.files[0].path.read_text()
    assert "<trkpt lat=" in output.files[0].path.read_text()


def test_extensions_keep_their_namespaces(run_directly: RunDirectly, tmp_path: Path) -> None:
    for number, uri in enumerate(("urn:one", "urn:two")):
        body = part(uri, 9).replace("</trkpt>", "<extensions><x:hr>99</x:hr></extensions></trkpt>")
        write(tmp_path, f"file{number}", body, attributes=f'{NAMESPACE} xmlns:x="{uri}"')

    output = run_directly(GpxMerge(), [tmp_path / "file0.gpx", tmp_path / "file1.gpx"])

    root = etree.parse(output.files[0].path).getroot()
    assert [len(list(root.iter(f"{{{uri}}}hr"))) for uri in ("urn:one", "urn:two")] == [2, 2]


def test_metadata_is_merged_and_the_bounds_are_new(run_directly: RunDirectly, tmp_path: Path) -> None:
    def metadata(text: str, day: int, place: int) -> str:
        return (
            f"<metadata><name>{text}</name><desc>About {text}</desc><author><name>{text}</name></author>"
            f'<link href="http://{text}.example/"/><time>2024-05-0{day}T00:00:00Z</time>'
            '<keywords>k</keywords><bounds minlat="0" minlon="0" maxlat="1" maxlon="1"/></metadata>'
            f'<wpt lat="{place}" lon="{-place}"/>'
        )

    paths = [write(tmp_path, "b", metadata("b", 2, 50)), write(tmp_path, "a", metadata("a", 1, -10))]

    output = run_directly(GpxMerge(), paths, name="Both & all")

    root = merged(output.files[0].path)
    assert (root.name, root.description, root.author_name, root.keywords) == (
        "Both & all", "About b\nAbout a", "b", "k",
    )  # fmt: skip
    assert root.time is not None
    assert root.time.day == 1
    assert root.bounds is not None
    assert (root.bounds.min_latitude, root.bounds.max_longitude) == (-10, 10)
    assert output.files[0].path.read_text().count("<link") == 2


def test_a_damaged_file_is_named(run_directly: RunDirectly, tmp_path: Path) -> None:
    paths = [write(tmp_path, "good", part("a", 9)), tmp_path / "bad.gpx"]
    for content, code in (
        ("<gpx><trk>", "input_corrupt"),
        ("<kml/>", "input_mismatch"),
        ("<!DOCTYPE gpx><gpx/>", "input_corrupt"),
    ):
        paths[1].write_text(content)
        with pytest.raises(InvalidInputError, match=r"'bad\.gpx'") as refusal:
            run_directly(GpxMerge(), paths)
        assert refusal.value.code == code


def test_files_with_nothing_in_them_are_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    paths = [write(tmp_path, name, "<metadata/>") for name in ("one", "two")]
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(GpxMerge(), paths)
    assert refusal.value.code == "input_not_allowed"


def test_two_to_twenty_files_are_taken() -> None:
    (role,) = GpxMerge.inputs
    assert (role.min, role.max) == (2, 20)
