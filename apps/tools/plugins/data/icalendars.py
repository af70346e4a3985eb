"""Reads iCalendar: events with their rules, zones and alarms."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.calendar_events import Alarm, Event, Person

MOST_EVENTS = 100_000
TEXTS = {
    "summary": "SUMMARY", "location": "LOCATION", "description": "DESCRIPTION", "status": "STATUS",
    "transparency": "TRANSP", "url": "URL", "uid": "UID",
}  # fmt: skip


def read_calendar(text: str, *, name: str) -> tuple[list[Event], tuple[str, ...]]:
    """The events of all calendars in a file, and what was left out; raises InvalidInputError."""
    import icalendar

    if "BEGIN:VCALENDAR" not in text[:4096].upper():
        raise InvalidInputError(
            f"'{name}' is no calendar: it must begin with BEGIN:VCALENDAR.", code="input_mismatch"
        )
    if text.count("\nBEGIN:") > MOST_EVENTS * 4:
        raise InvalidInputError(f"'{name}' has more than {MOST_EVENTS} events.", code="input_limit")
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        parts: list[Any] = [part for calendar in calendars for part in calendar.subcomponents]
        events = [_event(part) for part in parts if part.name == "VEVENT"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise InvalidInputError(f"'{name}' is no valid calendar: {str(error)[:200]}.") from None
    if not calendars:
        raise InvalidInputError(f"'{name}' ends within its calendar: it is cut off.")
    others = sorted({part.name for part in parts if part.name not in {"VEVENT", "VTIMEZONE"}})
    return events, (f"Only events were read; left out: {', '.join(others)}.",) if others else ()


def _event(part: Any) -> Event:
    start = part.get("DTSTART")
    if start is None:
        raise ValueError("an event has no DTSTART")
    end = _end(part, start.dt)
    texts = {field: str(part[name]) for field, name in TEXTS.items() if name in part}
    categories = part.get("CATEGORIES")
    return Event(
        **texts,
        start=_local(start.dt),
        end=_local(end) if end else "",
        timezone=_zone(start),
        all_day=not isinstance(start.dt, datetime),
        rrule=part["RRULE"].to_ical().decode()
        if "RRULE" in part and not isinstance(part["RRULE"], list)
        else "",
        exdates=list(_dates(part.get("EXDATE"), start.dt)),
        rdates=list(_dates(part.get("RDATE"), start.dt)),
        recurrence_id=_local(_in_zone(part["RECURRENCE-ID"].dt, start.dt)) if "RECURRENCE-ID" in part else "",
        categories=[str(item) for one in _listed(categories) for item in one.cats],
        organizer=_person(part["ORGANIZER"]) if "ORGANIZER" in part else None,
        attendees=[_person(item) for item in _listed(part.get("ATTENDEE"))],
        alarms=[_alarm(item) for item in part.subcomponents if item.name == "VALARM"],
    )


def _end(part: Any, start: date) -> date | None:
    if "DTEND" in part:
        return _in_zone(part["DTEND"].dt, start)
    return start + part["DURATION"].dt if "DURATION" in part else None


def _in_zone(moment: date, start: date) -> date:
    """The moment in the zone of the start: an event has one."""
    if isinstance(moment, datetime) and moment.tzinfo and isinstance(start, datetime) and start.tzinfo:
        return moment.astimezone(start.tzinfo)
    return moment


def _local(moment: date) -> str:
    return moment.replace(tzinfo=None).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _zone(start: Any) -> str:
    if not isinstance(start.dt, datetime) or start.dt.tzinfo is None:
        return ""
    zone = start.dt.tzinfo
    named = getattr(zone, "key", None) or getattr(zone, "zone", None) or start.params.get("TZID")
    return "UTC" if zone is UTC or named in {None, "UTC"} else str(named)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _dates(value: Any, start: date) -> Iterator[str]:
    for group in _listed(value):
        for item in group.dts:
            yield _local(_in_zone(item.dt[0] if isinstance(item.dt, tuple) else item.dt, start))


def _person(value: Any) -> Person:
    email = str(value).removeprefix("mailto:").removeprefix("MAILTO:")
    parameters = value.params
    return Person(email=email, name=str(parameters.get("CN", "")), status=str(parameters.get("PARTSTAT", "")))


def _alarm(part: Any) -> Alarm:
    trigger = part.get("TRIGGER")
    moment = trigger.dt if trigger is not None else timedelta()
    made = Alarm(action=str(part.get("ACTION", "DISPLAY")), description=str(part.get("DESCRIPTION", "")))
    if isinstance(moment, timedelta):
        made.minutes_before = round(-moment.total_seconds() / 60)
    else:
        made.at = _utc(moment)
    return made


def _utc(moment: date) -> str:
    return (
        moment.astimezone(UTC).isoformat()
        if isinstance(moment, datetime) and moment.tzinfo
        else moment.isoformat()
    )
