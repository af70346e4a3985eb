"""The tool `gpx-simplify`."""

from apps.tools.base import BaseTool, Example, InvalidInputError, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.geo.editing import XmlEditor
from apps.tools.plugins.geo.placed_points import PlacedPoints
from apps.tools.plugins.geo.simplify_options import GpxSimplifyOptions, GpxSimplifyResult


class GpxSimplify(BaseTool[GpxSimplifyOptions]):
    """Leave out the points of a GPS track that its shape does not need; the rest stays as it is."""

    name = "gpx-simplify"
    title = "Simplify GPX"
    category = "geo"
    icon = "bezier"
    input_formats = ("gpx",)
    output_formats = ("gpx",)
    max_file_size = 300 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=600, memory_mb=3072)
    aliases = ("simplify track", "reduce gpx points", "gpx smaller", "douglas peucker", "compress gpx")
    examples = (
        Example("For a watch", {"tolerance": 10}),
        Example("For an overview map", {"tolerance": 100, "routes": True}),
    )
    result_type = GpxSimplifyResult

    def process(self, run: ToolRun[GpxSimplifyOptions]) -> ToolOutput:
        """Read the points, choose, then copy the file without the others."""
        placed = PlacedPoints(routes=run.options.routes)
        placed.read(run.source.path)
        before = sum(len(segment.points) for segment in placed.segments)
        if not before:
            raise InvalidInputError("The file has no track to simplify.", code="input_not_allowed")
        run.progress(0.5, f"{before} points")
        removed = placed.superfluous(run.options.tolerance)
        run.progress(0.8, f"{len(removed)} points to leave out")
        path = run.output_path("gpx")
        XmlEditor(run.source.path).remove(path, removed)
        result = GpxSimplifyResult(
            points_before=before, points_after=before - len(removed), segments=len(placed.segments)
        )
        claims = {"points": placed.elements - len(removed)}
        return run.write(
            path, format="gpx", claims=claims, result=result, notes=tuple(placed.notes_on_kept())
        )
