import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from apps.tools.base import ToolOutput
from apps.tools.plugins.geo.gpx_analyze import GpxAnalyze
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.geo.conftest import WriteGpx, point, track


def hill(count: int = 9) -> str:
    return track(
        [
            point(45 + n / 1000, 7, elevation=100 + min(n, count - n) * 10, time=f"2024-05-01T10:{n:02}:00Z")
            for n in range(count)
        ],
        name="Up &amp; &lt;down&gt;",
    )


def lines_in(path: Path) -> list[list[tuple[float, float]]]:
    root = etree.parse(path).getroot()
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([\d.-]+),([\d.-]+)", line.get("points") or "")]
        for line in root.iter("{*}polyline")
    ]


def drawn(output: ToolOutput) -> dict[str, Path]:
    return {str(file.name): file.path for file in output.files}


def test_height_speed_and_path_are_drawn(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    output = run_directly(GpxAnalyze(), [write_gpx(hill())], pictures="svg")

    files = drawn(output)
    assert list(files) == ["track height.svg", "track speed.svg", "track path.svg"]
    (height,) = lines_in(files["track height.svg"])
    assert min(y for _, y in height) == height[4][1]  # the top is in the middle
    assert [x for x, _ in height] == sorted(x for x, _ in height)
    (path,) = lines_in(files["track path.svg"])
    assert len({x for x, _ in path}) == 1  # straight to the north
    assert "Up &amp; &lt;down&gt;" in files["track path.svg"].read_text()


def test_a_png_has_the_line_in_it(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    output = run_directly(GpxAnalyze(), [write_gpx(hill())], pictures="png", export_format="csv")

    assert [file.format for file in output.files] == ["csv", "png", "png", "png"]
    with Image.open(BytesIO(output.files[1].path.read_bytes())) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(100_000) or []}
    assert (0x16, 0x68, 0xB8) in colours


def test_a_gap_between_segments_stays_a_gap(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    parts = [[point(45 + n / 1000 + part, 7, elevation=n) for n in range(3)] for part in (0, 1)]
    files = drawn(run_directly(GpxAnalyze(), [write_gpx(track(*parts))], pictures="svg"))
    assert list(files) == ["track height.svg", "track path.svg"]
    assert len(lines_in(files["track path.svg"])) == 2


@pytest.mark.parametrize("body", ["", track([])])
def test_a_file_without_points_has_no_pictures(
    write_gpx: WriteGpx, run_directly: RunDirectly, body: str
) -> None:
    assert run_directly(GpxAnalyze(), [write_gpx(body)], pictures="svg").files == ()


def test_a_path_goes_on_across_the_antimeridian(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    points = [point(0, longitude) for longitude in (179.8, 179.9, -180, -179.9)]
    files = drawn(run_directly(GpxAnalyze(), [write_gpx(track(points))], pictures="svg"))
    (line,) = lines_in(files["track path.svg"])
    steps = [b[0] - a[0] for a, b in pairwise(line)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.2)


def test_one_point_is_a_picture_too(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    files = drawn(run_directly(GpxAnalyze(), [write_gpx(track([point(1, 2, elevation=3)]))], pictures="svg"))
    assert list(files) == ["track path.svg"]


def test_many_points_make_no_large_picture(write_gpx: WriteGpx, run_directly: RunDirectly) -> None:
    points = [point(45 + n / 100_000, 7, elevation=n % 7) for n in range(30_000)]
    files = drawn(run_directly(GpxAnalyze(), [write_gpx(track(points))], pictures="svg"))
    assert files["track height.svg"].stat().st_size < 100_000
    assert files["track path.svg"].stat().st_size < 400_000
