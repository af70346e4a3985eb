"""The tool `gpx-analyze`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.geo.analysis import analyze
from apps.tools.plugins.geo.analysis_files import draw, export
from apps.tools.plugins.geo.analyze_options import GpxAnalyzeOptions
from apps.tools.plugins.geo.gpx import read_gpx
from apps.tools.plugins.geo.results import GpxAnalysis
from apps.tools.plugins.geo.travel import Thresholds


class GpxAnalyze(BaseTool[GpxAnalyzeOptions]):
    """Measure a GPS track: distance, time, moving time, speed, pace, height and splits."""

    name = "gpx-analyze"
    title = "Analyze GPX"
    category = "geo"
    icon = "graph-up"
    input_formats = ("gpx",)
    output_formats = ("json", "csv", "svg", "png")
    max_file_size = 300 * MiB
    limits = Limits(cpu_seconds=180, wall_seconds=300)
    aliases = (
        "gpx-analyzer", "gpx statistics", "gpx distance", "gps track analysis", "elevation gain",
        "running pace", "km splits", "elevation profile",
    )  # fmt: skip
    examples = (
        Example("Figures and kilometre splits", {}),
        Example("Mile splits as CSV", {"split_km": 1.609344, "export_format": "csv"}),
        Example("With pictures of height, speed and path", {"pictures": "svg"}),
        Example("A flight", {"split_km": 100, "max_plausible_speed_kmh": 1200}),
    )
    result_type = GpxAnalysis

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: who asks for a GPX as CSV wants its points, not an analysis."""
        return iter(())

    def process(self, run: ToolRun[GpxAnalyzeOptions]) -> ToolOutput:
        """Read the file once, then sum up."""
        options = run.options
        gpx = read_gpx(run.source.path)
        run.progress(0.7, "measuring")
        thresholds = Thresholds(options.stopped_below_kmh, options.max_plausible_speed_kmh)
        result, notes = analyze(gpx, thresholds=thresholds, split_km=options.split_km)
        files = (*export(run, result), *draw(run, gpx))
        return ToolOutput(files=files, result=result, notes=notes)
