"""Reads and writes files of events."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.calendar_events import Event
from apps.tools.plugins.data.calendar_options import CalendarOptions
from apps.tools.plugins.data.calendar_tables import read_event_table, write_event_table
from apps.tools.plugins.data.encodings import open_text
from apps.tools.plugins.data.icalendar_writing import write_calendar
from apps.tools.plugins.data.icalendars import read_calendar
from apps.tools.plugins.data.reading import read_table
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.row_files import records
from apps.tools.plugins.data.tables import sound

_EVENTS = TypeAdapter(list[Event])


def read_events(source: ToolInput, *, timezone: str, workspace: Path) -> tuple[list[Event], tuple[str, ...]]:
    """The events of a file, and notes; `timezone` is for moments that have none in CSV and JSON."""
    if source.format == "csv":
        events, notes = _read_table(source, workspace)
    else:
        text = open_text(source.path, name=source.name, encoding="auto", folder=workspace, longest_line=None)
        content = text.path.read_text("utf-8-sig")
        if source.format == "ics":
            events, notes = read_calendar(content, name=source.name)
            return events, (*text.notes, *notes)
        events, notes = _read_json(content, source), text.notes
    for event in events:
        event.timezone = event.timezone or ("" if event.all_day else timezone)
    return events, notes


def _read_json(content: str, source: ToolInput) -> list[Event]:
    whole = content.lstrip()
    try:
        return _EVENTS.validate_json(whole if whole.startswith("[") else f"[{whole}]")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InvalidInputError(
            f"'{source.name}' is no list of events: {first['msg']} at {place or 'its beginning'}.",
            code="input_mismatch",
        ) from None


def _read_table(source: ToolInput, workspace: Path) -> tuple[list[Event], tuple[str, ...]]:
    table = sound(read_table(source, ReadingOptions(header="yes", detect_types=False), workspace))
    events, unknown = read_event_table(records(table.frame), name=source.name)
    left = (f"These columns were left out: {', '.join(sorted(unknown))}.",) if unknown else ()
    return events, (*table.notes, *left)


def write_events(events: list[Event], path: Path, *, options: CalendarOptions, name: str) -> None:
    """Write them in the format chosen; raises InvalidInputError for what is no moment or rule."""
    if options.output_format == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            write_event_table(events, file, escape=options.formulas == "escape")
    elif options.output_format == "json":
        path.write_bytes(_EVENTS.dump_json(events, indent=2, exclude_defaults=True) + b"\n")
    else:
        path.write_bytes(write_calendar(events, name=name))
