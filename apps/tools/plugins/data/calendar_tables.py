"""Events as rows of a table: lists within a cell are divided by semicolons."""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TextIO

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.calendar_events import Alarm, Event, Person

_TEXTS = (
    "summary", "start", "end", "timezone", "all_day", "location", "description", "rrule", "exdates", "rdates",
    "recurrence_id", "status", "transparency", "categories", "url", "organizer", "attendees", "alarms", "uid",
)  # fmt: skip
_LISTS = {"exdates", "rdates", "categories"}
_OTHER_NAMES = {
    "subject": "summary", "title": "summary", "name": "summary", "start date": "start_date",
    "start time": "start_time", "end date": "end_date", "end time": "end_time", "all day event": "all_day",
    "all day": "all_day", "notes": "description",
    "time zone": "timezone", "place": "location", "begin": "start",
}  # fmt: skip
"""What Google, Outlook and people call the columns."""
_DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%m/%d/%y")
_TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")


def write_event_table(events: Iterable[Event], file: TextIO, *, escape: bool) -> None:
    """Write CSV with a row for each event."""
    writer = csv.DictWriter(file, _TEXTS, lineterminator="\n")
    writer.writeheader()
    for event in events:
        row = _row(event)
        writer.writerow({name: _harmless(value) if escape else value for name, value in row.items()})


def _harmless(text: str) -> str:
    return (
        f"'{text}"
        if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not re.fullmatch(r"-?[\d; -]+", text)
        else text
    )


def _row(event: Event) -> dict[str, str]:
    row = {name: str(getattr(event, name)) for name in _TEXTS if name not in _LISTS}
    row |= {name: "; ".join(getattr(event, name)) for name in _LISTS}
    row["all_day"] = "true" if event.all_day else "false"
    row["organizer"] = _person(event.organizer) if event.organizer else ""
    row["attendees"] = "; ".join(map(_person, event.attendees))
    row["alarms"] = "; ".join(alarm.at or str(alarm.minutes_before) for alarm in event.alarms)
    return row


def _person(person: Person) -> str:
    return f"{person.name} <{person.email}>" if person.name else person.email


def read_event_table(rows: Iterable[Mapping[str, Any]], *, name: str) -> tuple[list[Event], set[str]]:
    """The events of rows, by our names of columns or those of Google and Outlook; and what was not known."""
    unknown: set[str] = set()
    return [
        _event(row, unknown, name=name, number=number) for number, row in enumerate(rows, start=2)
    ], unknown


def _event(row: Mapping[str, Any], unknown: set[str], *, name: str, number: int) -> Event:
    found: dict[str, str] = {}
    for column, value in row.items():
        plain = column.strip().lower()
        key = _OTHER_NAMES.get(plain, plain.replace(" ", "_"))
        if key not in {*_TEXTS, "start_date", "start_time", "end_date", "end_time"}:
            unknown.add(column)
        elif value is not None and str(value).strip():
            found[key] = str(value).strip()
    return _made(found, place=f"'{name}', row {number}")


def _made(found: dict[str, str], *, place: str) -> Event:
    all_day = found.get("all_day", "").lower() in {"true", "yes", "1", "wahr", "vrai"}
    for edge in ("start", "end"):
        if f"{edge}_date" in found:
            clock = "" if all_day else found.pop(f"{edge}_time", "")
            found[edge] = _moment(found.pop(f"{edge}_date"), clock, place=place)
            if edge == "end" and all_day:  # theirs is the last day, ours the one after it
                found[edge] = (date.fromisoformat(found[edge]) + timedelta(days=1)).isoformat()
    if "start" not in found:
        raise InvalidInputError(f"{place}: there is no start. A column must be called start, or Start Date.")
    lists = {key: _divide(found.get(key, "")) for key in _LISTS}
    people = [_read_person(item) for item in _divide(found.get("attendees", ""))]
    alarms = [_read_alarm(item) for item in _divide(found.get("alarms", ""))]
    special = {*_LISTS, "all_day", "organizer", "attendees", "alarms", "start_time", "end_time"}
    texts = {key: value for key, value in found.items() if key not in special}
    organizer = _read_person(found["organizer"]) if "organizer" in found else None
    day = all_day or len(found["start"]) <= 10  # noqa: PLR2004 - 2024-05-01
    return Event.model_validate(
        {**texts, **lists, "all_day": day, "organizer": organizer, "attendees": people, "alarms": alarms}
    )


def _moment(day: str, clock: str, *, place: str) -> str:
    found = next((parsed for form in _DAY_FORMATS if (parsed := _parsed(day, form))), None)
    at = next((parsed for form in _TIME_FORMATS if (parsed := _parsed(clock, form))), None)
    if found is None or (clock and at is None):
        raise InvalidInputError(
            f"{place}: '{day} {clock}' is no date and time. Write them as 2024-05-01 and 14:30."
        )
    return datetime.combine(found.date(), at.time()).isoformat() if at else found.date().isoformat()


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - its zone has a column of its own
    except ValueError:
        return None


def _divide(text: str) -> list[str]:
    return [item.strip() for item in text.split(";") if item.strip()]


def _read_person(text: str) -> Person:
    found = re.fullmatch(r"([^<>]*)<([^<>]*)>", text)
    return Person(email=found[2].strip(), name=found[1].strip()) if found else Person(email=text)


def _read_alarm(text: str) -> Alarm:
    return Alarm(minutes_before=int(text)) if re.fullmatch(r"-?\d{1,7}", text) else Alarm(at=text)
