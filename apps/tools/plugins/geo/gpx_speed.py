"""The tool `gpx-speed`."""

from datetime import datetime

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.geo.editing import XmlEditor
from apps.tools.plugins.geo.retiming import TrackTimes
from apps.tools.plugins.geo.speed_options import GpxSpeedOptions, GpxSpeedResult
from apps.tools.plugins.geo.texts import moment


class GpxSpeed(BaseTool[GpxSpeedOptions]):
    """Change the speed of a GPS track; its path, its height and everything else stay as they are."""

    name = "gpx-speed"
    title = "Change GPX speed"
    category = "geo"
    icon = "speedometer2"
    input_formats = ("gpx",)
    output_formats = ("gpx",)
    max_file_size = 300 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=600)
    aliases = ("gpx-speed-modifier", "gpx faster", "gpx slower", "change track speed", "gpx time scale")
    examples = (Example("Twice as fast", {"multiplier": 2}), Example("Half as fast", {"multiplier": 0.5}))
    result_type = GpxSpeedResult

    def process(self, run: ToolRun[GpxSpeedOptions]) -> ToolOutput:
        """Find the times, then copy the file with others in their places."""
        times, multiplier = TrackTimes(), run.options.multiplier
        times.read(run.source.path)
        run.progress(0.6, f"{len(times.values)} times")
        path = run.output_path("gpx")
        XmlEditor(run.source.path).replace_texts(path, times.replacements(multiplier))
        first, last = times.values[0], times.values[-1]
        *_, last_after = times.scaled(multiplier)
        result = GpxSpeedResult(
            timed_points=len(times.values),
            start_time=datetime.fromisoformat(moment(first)),
            end_time_before=datetime.fromisoformat(moment(last)),
            end_time_after=datetime.fromisoformat(moment(last_after)),
            duration_seconds_before=(last - first) / 1_000_000,
            duration_seconds_after=(last_after - first) / 1_000_000,
        )
        claims = {"points": times.points}
        return run.write(path, format="gpx", claims=claims, result=result, notes=tuple(times.notes()))
