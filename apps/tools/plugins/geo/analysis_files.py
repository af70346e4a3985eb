"""The files that gpx-analyze writes when it is asked to."""

from collections.abc import Iterator

from apps.tools.base import OutputFile, ToolRun
from apps.tools.plugins.geo.analyze_options import GpxAnalyzeOptions
from apps.tools.plugins.geo.charts import to_png
from apps.tools.plugins.geo.gpx import Gpx
from apps.tools.plugins.geo.pictures import pictures_of
from apps.tools.plugins.geo.results import GpxAnalysis, splits_as_csv


def export(run: ToolRun[GpxAnalyzeOptions], result: GpxAnalysis) -> Iterator[OutputFile]:
    """The result as JSON, or its splits as CSV."""
    format = run.options.export_format
    if format == "none":
        return
    path = run.output_path(format)
    as_json = format == "json"
    path.write_text(
        result.model_dump_json(indent=2) if as_json else splits_as_csv(result.splits), "utf-8", newline=""
    )
    yield OutputFile(path=path, format=format, claims={} if as_json else {"rows": len(result.splits)})


def draw(run: ToolRun[GpxAnalyzeOptions], gpx: Gpx) -> Iterator[OutputFile]:
    """Pictures of what the file has numbers for, each named after what it shows."""
    format = run.options.pictures
    if format == "none":
        return
    stem = run.source.name.removesuffix(".gpx")
    for shown, svg, (width, height) in pictures_of(gpx, implausible_from=run.options.max_plausible_speed_kmh):
        path = run.output_path(format)
        path.write_bytes(svg.encode() if format == "svg" else to_png(svg))
        claims = {"width": width, "height": height}
        yield OutputFile(path=path, format=format, name=f"{stem} {shown}.{format}", claims=claims)
