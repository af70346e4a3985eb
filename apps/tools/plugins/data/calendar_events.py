"""An event of a calendar, as JSON and tables have it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from apps.tools.base import InvalidInputError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Alarm(_Part):
    """A reminder."""

    minutes_before: int | None = Field(
        default=None, description="Minutes before the start; negative after it."
    )
    at: str = Field(default="", description="A moment of its own, instead.")
    action: str = Field(default="DISPLAY", description="DISPLAY, AUDIO or EMAIL.")
    description: str = Field(default="", description="What it says.")


class Person(_Part):
    """Who comes, or invites."""

    email: str = Field(description="Address.")
    name: str = Field(default="", description="Name.")
    status: str = Field(default="", description="Such as ACCEPTED.")


class Event(_Part):
    """An event; moments are ISO 8601, days without a clock for events that last all day."""

    summary: str = Field(default="", description="Title.")
    start: str = Field(description="When it begins: 2024-05-01 or 2024-05-01T10:00:00.")
    end: str = Field(default="", description="When it ends; of all-day events the day after the last one.")
    timezone: str = Field(
        default="", description="Such as Europe/Paris or UTC; empty for the time of any place."
    )
    all_day: bool = Field(default=False, description="Whether it has days and no clock.")
    location: str = Field(default="", description="Where.")
    description: str = Field(default="", description="Remarks.")
    rrule: str = Field(default="", description="How it is repeated, as FREQ=WEEKLY;COUNT=10.")
    exdates: list[str] = Field(default=[], description="Repetitions that do not take place.")
    rdates: list[str] = Field(default=[], description="Repetitions beside the rule.")
    recurrence_id: str = Field(default="", description="The repetition that this event replaces.")
    status: str = Field(default="", description="CONFIRMED, TENTATIVE or CANCELLED.")
    transparency: str = Field(default="", description="OPAQUE or TRANSPARENT: whether it blocks time.")
    categories: list[str] = Field(default=[], description="Groups.")
    url: str = Field(default="", description="Web page.")
    organizer: Person | None = Field(default=None, description="Who invites.")
    attendees: list[Person] = Field(default=[], description="Who is invited.")
    alarms: list[Alarm] = Field(default=[], description="Reminders.")
    uid: str = Field(default="", description="What identifies the event.")


def read_moment(text: str, *, timezone: str, name: str) -> date | datetime:
    """A day or a moment; raises InvalidInputError."""
    try:
        if len(text) <= 10:  # noqa: PLR2004 - 2024-05-01
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=ZoneInfo(timezone)) if timezone and moment.tzinfo is None else moment
    except (ValueError, KeyError, OSError):
        raise InvalidInputError(
            f"'{name}' has a moment that cannot be read: {text[:60]!r} in {timezone[:60] or 'no time zone'}. "
            "Write it as 2024-05-01 or 2024-05-01T10:00:00, with a zone such as Europe/Paris."
        ) from None
