"""`calendar-convert`: iCalendar, CSV and JSON."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.data.calendar_files import read_events, write_events
from apps.tools.plugins.data.calendar_options import CalendarOptions


class CalendarConvert(BaseTool[CalendarOptions]):
    """Convert calendars between iCalendar, CSV and JSON: rules, time zones and reminders are kept."""

    name = "calendar-convert"
    title = "Convert calendar"
    category = "data"
    icon = "calendar-event"
    input_formats = ("ics", "csv", "json")
    output_formats = ("ics", "csv", "json")
    limits = Limits(cpu_seconds=180, wall_seconds=240, memory_mb=4096, processes=64)
    max_file_size = 20 * MiB
    aliases = (
        "ics to csv", "csv to ics", "ics to json", "calendar to csv", "ical converter", "calendar to excel",
        "google calendar csv to ics", "outlook calendar to ics",
    )  # fmt: skip
    examples = (
        Example("A table of all events", {"output_format": "csv"}),
        Example(
            "A calendar of a table, in the time of Paris",
            {"output_format": "ics", "timezone": "Europe/Paris"},
        ),
    )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        todo = "Tasks, journals and times of being busy are left out." if source == "ics" else ""
        alarm = (
            "Reminders keep their times only, and people their names and addresses."
            if target == "csv"
            else ""
        )
        return tuple(filter(None, (todo, alarm)))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Those with calendars: between CSV and JSON is the business of `data-convert`."""
        return ((source, target) for source, target in super().pairs() if "ics" in {source, target})

    def process(self, run: ToolRun[CalendarOptions]) -> ToolOutput:
        options, format = run.options, run.options.output_format
        events, notes = read_events(run.source, timezone=options.timezone, workspace=run.workspace)
        path = run.output_path(format)
        write_events(events, path, options=options, name=run.source.name)
        return run.write(path, format=format, claims={"rows": len(events)}, notes=notes)
