"""The tools that start programs or read in streams, within the walls of the real tool host."""

import shutil
from pathlib import Path

import pytest

from apps.tools.proving.video import make_sample
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome

TRACK = (
    "<gpx><trk><trkseg>"
    '<trkpt lat="45" lon="7"><time>2024-05-01T10:00:00Z</time></trkpt>'
    '<trkpt lat="45.01" lon="7"><time>2024-05-01T10:05:00Z</time></trkpt>'
    "</trkseg></trk></gpx>"
)


def launch(host: ToolHost, folder: Path, *, tool: str, file: Path, **options: str) -> Outcome:
    workspace = folder / "workspace"
    workspace.mkdir(mode=0o700)
    path = workspace / f"input-1{file.suffix}"
    shutil.copy(file, path)
    source = JobInput(
        role="source", path=path, name=file.name, format=file.suffix[1:], size=path.stat().st_size
    )
    job = Job(tool=tool, options=dict(options), inputs=(source,), workspace=workspace)
    return host.launch(job).wait(lambda _fraction, _message: None)


def test_a_gps_track_is_measured(tool_host: ToolHost, tmp_path: Path) -> None:
    path = tmp_path / "track.gpx"
    path.write_text(TRACK)

    outcome = launch(tool_host, tmp_path, tool="gpx-analyze", file=path, export_format="csv")

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    assert outcome.result["total_distance_km"] == 1.11
    assert [file.format for file in outcome.files] == ["csv"]
    assert outcome.files[0].details == {"rows": 2, "columns": 7}


def test_a_dtd_fails_as_a_damaged_input(tool_host: ToolHost, tmp_path: Path) -> None:
    path = tmp_path / "track.gpx"
    path.write_text(f"<!DOCTYPE gpx>{TRACK}")

    outcome = launch(tool_host, tmp_path, tool="gpx-analyze", file=path)

    assert outcome.fault
    assert outcome.fault.code == "input_corrupt"
    assert str(tmp_path) not in outcome.fault.detail


@pytest.mark.parametrize(("mode", "rotation"), [("metadata", 90), ("reencode", 0)])
def test_a_video_is_turned(tool_host: ToolHost, tmp_path: Path, mode: str, rotation: int) -> None:
    path = tmp_path / "clip.mp4"
    make_sample("mp4", path)

    outcome = launch(tool_host, tmp_path, tool="video-rotate", file=path, rotation="90_cw", mode=mode)

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    assert (outcome.result["mode"], outcome.result["width"], outcome.result["height"]) == (mode, 64, 96)
    details = outcome.files[0].details
    assert (details["width"], details["height"], details["rotation"]) == (64, 96, rotation)


def test_a_playlist_reads_no_neighbour(tool_host: ToolHost, tmp_path: Path) -> None:
    neighbour = tmp_path / "neighbour.mp4"
    make_sample("mp4", neighbour)
    path = tmp_path / "clip.mp4"
    path.write_text(f"#EXTM3U\n#EXTINF:2,\nfile://{neighbour}\n#EXT-X-ENDLIST\n")

    outcome = launch(tool_host, tmp_path, tool="video-rotate", file=path, rotation="90_cw")

    assert outcome.fault
    assert (outcome.fault.code, outcome.files) == ("input_mismatch", ())
