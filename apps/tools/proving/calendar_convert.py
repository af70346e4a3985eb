"""Proves calendars: a weekly meeting with a reminder, a day and a moment, read again by vobject."""

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import vobject

from apps.tools.proving.proofs import ProofFailedError

ZONE = "Europe/Paris"
RULE = "FREQ=WEEKLY;COUNT=10;BYDAY=WE"
EVENTS: tuple[tuple[str, str, str, str, str, str, int | None], ...] = (
    ("Réunion, weekly; with a very long title that has to be folded: 日本 日本 日本 日本",
     "2024-05-01T10:00:00", "2024-05-01T11:30:00", ZONE, RULE, "2024-05-08T10:00:00", 15),
    ("Holiday", "2024-07-14", "2024-07-15", "", "", "", None),
    ("Moment", "2024-01-02T03:04:05", "2024-01-02T04:04:05", "UTC", "", "", None),
)  # fmt: skip
"""Title, start, end, zone, rule, exception and minutes of the reminder."""

Event = tuple[object, ...]
Facts = tuple[Event, ...]


def make_sample(format: str, path: Path) -> Facts:
    """Three events."""
    if format == "ics":
        path.write_text(_calendar(), encoding="utf-8", newline="")
    elif format == "json":
        path.write_text(json.dumps([_as_json(event) for event in EVENTS]))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["Subject", "start", "end", "Time Zone", "rrule", "exdates", "alarms"])
            writer.writerows(EVENTS)
    return EVENTS


def _as_json(event: Event) -> dict[str, object]:
    names = ("summary", "start", "end", "timezone", "rrule")
    found = dict(zip(names, event[:5], strict=True))
    found |= {"exdates": [event[5]] if event[5] else [], "all_day": len(str(event[1])) == len("2024-07-14")}
    return found | {"alarms": [{"minutes_before": event[6]}] if event[6] else []}


def _calendar() -> str:
    """Written by hand: the libraries that write calendars are those that are to be proven."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//proof//EN"]
    for number, (title, start, end, zone, rule, exception, minutes) in enumerate(EVENTS):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20240101T000000Z"]
        escaped = title.replace(",", "\\,").replace(";", "\\;")
        lines += [f"SUMMARY:{escaped[:30]}", f" {escaped[30:]}"]
        lines += [f"DTSTART{_stamp(start, zone)}", f"DTEND{_stamp(end, zone)}"]
        lines += [f"RRULE:{rule}"] * bool(rule) + [f"EXDATE{_stamp(exception, zone)}"] * bool(exception)
        if minutes:
            lines += [
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                "DESCRIPTION:soon",
                f"TRIGGER:-PT{minutes}M",
                "END:VALARM",
            ]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _stamp(text: str, zone: str) -> str:
    bare = text.replace("-", "").replace(":", "")
    if "T" not in text:
        return f";VALUE=DATE:{bare}"
    return f":{bare}Z" if zone == "UTC" else f";TZID={zone}:{bare}"


def check(path: Path, source: str, target: str, facts: Facts) -> None:  # noqa: ARG001 - any source
    """All of the three events is there."""
    read = {"ics": _from_calendar, "json": _from_json, "csv": _from_csv}[target]
    found = read(path.read_text("utf-8"))
    wanted = [tuple(event) for event in facts]
    if found != wanted:
        raise ProofFailedError(f"the events are {found}, not {wanted}")


def _from_calendar(text: str) -> list[Event]:
    whole = text.replace("\r\n ", "")
    changes = {"TZOFFSETTO:+0100", "TZOFFSETTO:+0200"} <= set(whole.splitlines())
    if not changes or "20240331T030000" not in whole:
        raise ProofFailedError(f"the calendar does not tell when the clocks of {ZONE} change")
    return [_from_part(part) for part in vobject.readOne(text).vevent_list]


def _from_part(part: Any) -> Event:
    start = part.dtstart
    zone = start.params.get("X-VOBJ-ORIGINAL-TZID", ["UTC" if getattr(start.value, "tzinfo", None) else ""])[
        0
    ]
    rule = dict(item.split("=") for item in part.rrule.value.split(";")) if hasattr(part, "rrule") else {}
    exceptions = [moment for group in getattr(part, "exdate_list", []) for moment in group.value]
    before = part.valarm.trigger.value if hasattr(part, "valarm") else None
    return (
        part.summary.value,
        _clock(start.value),
        _clock(part.dtend.value),
        zone,
        ";".join(f"{key}={rule[key]}" for key in ("FREQ", "COUNT", "BYDAY") if key in rule),
        "".join(map(_clock, exceptions)),
        None if before is None else -before // timedelta(minutes=1),
    )


def _clock(moment: date) -> str:
    """What a clock on the wall shows; vobject reads no zone whose changes are listed."""
    return (moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment).isoformat()


def _from_json(text: str) -> list[Event]:
    return [
        (
            *(event.get(name, "") for name in ("summary", "start", "end", "timezone", "rrule")),
            "".join(event.get("exdates", [])),
            event["alarms"][0]["minutes_before"] if "alarms" in event else None,
        )
        for event in json.loads(text)
    ]


def _from_csv(text: str) -> list[Event]:
    names = ("summary", "start", "end", "timezone", "rrule", "exdates")
    rows = csv.DictReader(text.splitlines(keepends=True), strict=True)
    return [(*(row[name] for name in names), int(row["alarms"]) if row["alarms"] else None) for row in rows]
