"""Writes iCalendar."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.calendar_events import Alarm, Event, Person, read_moment
from apps.tools.plugins.data.icalendars import TEXTS

if TYPE_CHECKING:
    import icalendar


def write_calendar(events: Iterable[Event], *, name: str) -> bytes:
    """A calendar of the events, with the time zones they name; raises InvalidInputError."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//MagicToolbox//calendar-convert//EN")
    calendar.add("VERSION", "2.0")
    for event in events:
        try:
            calendar.add_component(_written(event, name=name))
        except ValueError as error:
            raise InvalidInputError(
                f"'{name}' has an event that cannot be written: {str(error)[:200]}."
            ) from None
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _written(event: Event, *, name: str) -> "icalendar.Event":
    import icalendar

    def moment(text: str) -> date:
        return read_moment(text, timezone="" if event.all_day else event.timezone, name=name)

    made = icalendar.Event()
    start = moment(event.start[:10] if event.all_day else event.start)
    made.add("DTSTART", start)
    if event.end:
        made.add("DTEND", _matching(moment(event.end[:10] if event.all_day else event.end), start))
    made.add("DTSTAMP", datetime.now(UTC))
    for field, key in TEXTS.items():
        if getattr(event, field):
            made.add(key, getattr(event, field))
    if not event.uid:
        made.add("UID", str(uuid4()))
    _add_rules(made, event, moment)
    if event.categories:
        made.add("CATEGORIES", event.categories)
    if event.organizer:
        made.add("ORGANIZER", _address(event.organizer))
    for person in event.attendees:
        made.add("ATTENDEE", _address(person))
    for alarm in event.alarms:
        made.add_component(_written_alarm(alarm, event, name=name))
    return made


def _add_rules(made: "icalendar.Event", event: Event, moment: Callable[[str], date]) -> None:
    import icalendar

    if event.rrule:
        rule = icalendar.vRecur.from_ical(event.rrule.removeprefix("RRULE:"))
        if "FREQ" not in rule:
            raise ValueError(f"its rule has no FREQ: {event.rrule[:100]!r}")
        made.add("RRULE", rule)
    if event.exdates:
        made.add("EXDATE", [moment(text) for text in event.exdates])
    if event.rdates:
        made.add("RDATE", [moment(text) for text in event.rdates])
    if event.recurrence_id:
        made.add("RECURRENCE-ID", moment(event.recurrence_id))


def _matching(end: date, start: date) -> date:
    """A day ends as a day, a moment as a moment."""
    if isinstance(start, datetime) and not isinstance(end, datetime):
        return datetime.combine(end, time(), tzinfo=start.tzinfo)
    return end.date() if isinstance(end, datetime) and not isinstance(start, datetime) else end


def _address(person: Person) -> "icalendar.vCalAddress":
    import icalendar

    address = icalendar.vCalAddress(f"mailto:{person.email}")
    for key, value in (("CN", person.name), ("PARTSTAT", person.status)):
        if value:
            address.params[key] = icalendar.vText(value)
    return address


def _written_alarm(alarm: Alarm, event: Event, *, name: str) -> "icalendar.Alarm":
    import icalendar

    made = icalendar.Alarm()
    made.add("ACTION", alarm.action or "DISPLAY")
    made.add("DESCRIPTION", alarm.description or event.summary or "Reminder")
    if alarm.at:
        made.add("TRIGGER", read_moment(alarm.at, timezone="UTC", name=name))
    else:
        made.add("TRIGGER", timedelta(minutes=-(alarm.minutes_before or 0)))
    return made
