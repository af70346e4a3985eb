"""Writes GPX files and analyzes them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import pytest

from apps.tools.base import ToolOutput
from apps.tools.plugins.geo.gpx_analyze import GpxAnalyze
from apps.tools.plugins.geo.results import GpxAnalysis
from tests.tools.plugins.conftest import RunDirectly

NAMESPACE = ' xmlns="http://www.topografix.com/GPX/1/1"'


class WriteGpx(Protocol):
    """Write a GPX file around a body, with its root's attributes."""

    def __call__(self, body: str, *, attributes: str = NAMESPACE) -> Path: ...


class Analyze(Protocol):
    """Analyze a file; the whole output, or its result alone."""

    def __call__(self, path: Path, **options: Any) -> tuple[GpxAnalysis, ToolOutput]: ...


@pytest.fixture
def write_gpx(tmp_path: Path) -> WriteGpx:
    def write(body: str, *, attributes: str = NAMESPACE) -> Path:
        path = tmp_path / "track.gpx"
        path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx{attributes}>\n{body}\n</gpx>\n')
        return path

    return write


@pytest.fixture
def analyze(run_directly: RunDirectly) -> Analyze:
    def run_analysis(path: Path, **options: Any) -> tuple[GpxAnalysis, ToolOutput]:
        output = run_directly(GpxAnalyze(), [path], **options)
        assert isinstance(output.result, GpxAnalysis)
        return output.result, output

    return run_analysis


def point(latitude: object, longitude: object, *, elevation: object = None, time: str | None = None) -> str:
    """A track point as XML."""
    inner = "" if elevation is None else f"<ele>{elevation}</ele>"
    inner += "" if time is None else f"<time>{time}</time>"
    return f'<trkpt lat="{latitude}" lon="{longitude}">{inner}</trkpt>'


def track(*segments: Iterable[str], name: str = "") -> str:
    """A track of segments of points, as XML."""
    parts = "\n".join("<trkseg>\n" + "\n".join(points) + "\n</trkseg>" for points in segments)
    return f"<trk>\n<name>{name}</name>\n{parts}\n</trk>"
