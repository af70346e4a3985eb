"""The tool `gpx-analyze`."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import BaseTool, Example, Labels, Limits, MiB, ToolOptions, ToolOutput, ToolRun, Ui
from apps.tools.plugins.geo.analysis import analyze
from apps.tools.plugins.geo.gpx import read_gpx
from apps.tools.plugins.geo.results import GpxAnalysis, Split
from apps.tools.plugins.geo.travel import Thresholds

ExportFormat = Annotated[
    Literal["none", "json", "csv"],
    Labels({"none": "No file", "json": "Everything as JSON", "csv": "The splits as CSV"}),
]


class GpxAnalyzeOptions(ToolOptions):
    """What counts as moving, how long a split is, and whether a file is wanted."""

    split_km: Annotated[float, Ui(unit="km")] = Field(
        default=1, ge=0.1, le=1000, description="Length of a split."
    )
    stopped_below_kmh: Annotated[float, Ui(group="advanced", unit="km/h")] = Field(
        default=1, ge=0, le=100, description="What is slower is a break."
    )
    max_plausible_speed_kmh: Annotated[float, Ui(group="advanced", unit="km/h")] = Field(
        default=200, gt=0, le=100_000, description="Faster is a slip of the receiver: no maximum speed."
    )
    export_format: ExportFormat = Field(default="none", description="Also write the result into a file.")


class GpxAnalyze(BaseTool[GpxAnalyzeOptions]):
    """Measure a GPS track: distance, time, moving time, speed, pace, height and splits."""

    name = "gpx-analyze"
    title = "Analyze GPX"
    category = "geo"
    icon = "graph-up"
    input_formats = ("gpx",)
    output_formats = ("json", "csv")
    max_file_size = 300 * MiB
    limits = Limits(cpu_seconds=180, wall_seconds=300)
    aliases = (
        "gpx-analyzer", "gpx statistics", "gpx distance", "gps track analysis", "elevation gain",
        "running pace", "km splits",
    )  # fmt: skip
    examples = (
        Example("Figures and kilometre splits", {}),
        Example("Mile splits as CSV", {"split_km": 1.609344, "export_format": "csv"}),
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
        if options.export_format == "json":
            text = result.model_dump_json(indent=2)
            return run.write(text, format="json", result=result, notes=notes)
        if options.export_format == "csv":
            claims = {"rows": len(result.splits)}
            text = _as_csv(result.splits)
            return run.write(text, format="csv", claims=claims, result=result, notes=notes)
        return ToolOutput(result=result, notes=notes)


def _as_csv(splits: list[Split]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(Split.model_fields))
    writer.writeheader()
    writer.writerows(split.model_dump() for split in splits)
    return text.getvalue()
