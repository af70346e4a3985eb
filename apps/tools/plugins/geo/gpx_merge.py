"""The tool `gpx-merge`."""

from apps.tools.base import BaseTool, Example, Input, InvalidInputError, Limits, ToolOutput, ToolRun
from apps.tools.plugins.geo.merge_options import GpxMergeOptions, GpxMergeResult
from apps.tools.plugins.geo.merging import GpxPieces


class GpxMerge(BaseTool[GpxMergeOptions]):
    """Join GPX files into one, with all their tracks, routes, waypoints and extensions."""

    name = "gpx-merge"
    title = "Merge GPX"
    category = "geo"
    icon = "link-45deg"
    inputs = (Input("source", ("gpx",), title="GPX files", min=2, max=20),)
    output_formats = ("gpx",)
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=2048, disk_mb=4096)
    aliases = ("gpx-merger", "merge gpx", "join gpx", "combine tracks", "combine gpx")
    examples = (
        Example("All tracks by their time", {"name": "Our trip"}),
        Example(
            "As the files come, each waypoint once",
            {"merge_mode": "preserve_order", "unique_waypoints": True},
        ),
    )
    result_type = GpxMergeResult

    def process(self, run: ToolRun[GpxMergeOptions]) -> ToolOutput:
        """Take the files apart one after the other, then write the pieces in order."""
        options, path = run.options, run.output_path("gpx")
        with run.output_path("pieces").open("w+b") as spool:
            collected = GpxPieces(spool, unique_waypoints=options.unique_waypoints)
            for number, source in enumerate(run.inputs):
                run.progress(0.9 * number / len(run.inputs), source.name)
                collected.add_file(source)
            if not any(collected.pieces.values()):
                raise InvalidInputError(
                    "The files hold no tracks, routes or waypoints.", code="input_not_allowed"
                )
            collected.write(path, mode=options.merge_mode, name=options.name)
        result = GpxMergeResult(
            files=len(run.inputs),
            tracks=len(collected.pieces["trk"]),
            routes=len(collected.pieces["rte"]),
            waypoints=len(collected.pieces["wpt"]),
            points=collected.points,
            duplicate_waypoints=collected.duplicates,
        )
        claims = {"points": collected.points}
        return run.write(
            path, format="gpx", claims=claims, result=result, notes=tuple(collected.notes_on_kept())
        )
