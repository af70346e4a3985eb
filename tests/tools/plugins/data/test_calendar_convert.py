"""Calendars and tables of events."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.data.calendar_convert import CalendarConvert
from apps.tools.proving import calendar_convert as proof
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.data.conftest import Write, json_of, text_of


def calendar(*lines: str) -> str:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:x",
            "BEGIN:VEVENT",
            "UID:1",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


@pytest.mark.parametrize(("source", "target"), list(CalendarConvert().pairs()))
def test_rules_zones_days_and_reminders_survive(
    run_directly: RunDirectly, tmp_path: Path, source: str, target: str
) -> None:
    path = tmp_path / f"sample.{source}"
    facts = proof.make_sample(source, path)
    output = run_directly(CalendarConvert(), [path], output_format=target)
    proof.check(output.files[0].path, source, target, facts)


def test_a_duration_and_another_zone_become_an_end_in_the_zone_of_the_start(
    run_directly: RunDirectly, write: Write
) -> None:
    lasting = calendar("DTSTART:20240714T100000Z", "DURATION:PT90M", "ORGANIZER;CN=Ann:mailto:a@b.c")
    event = json_of(run_directly(CalendarConvert(), [write("a.ics", lasting)], output_format="json"))[0]
    assert (event["start"], event["end"], event["timezone"]) == (
        "2024-07-14T10:00:00",
        "2024-07-14T11:30:00",
        "UTC",
    )
    assert event["organizer"] == {"email": "a@b.c", "name": "Ann"}

    travelling = calendar(
        "DTSTART;TZID=Europe/Paris:20240714T100000", "DTEND;TZID=Europe/London:20240714T100000"
    )
    event = json_of(run_directly(CalendarConvert(), [write("b.ics", travelling)], output_format="json"))[0]
    assert event["end"] == "2024-07-14T11:00:00"


def test_tasks_are_left_out_and_that_is_said(run_directly: RunDirectly, write: Write) -> None:
    text = calendar("DTSTART:20240714T100000Z").replace(
        "END:VCALENDAR", "BEGIN:VTODO\r\nUID:2\r\nEND:VTODO\r\nEND:VCALENDAR"
    )
    output = run_directly(CalendarConvert(), [write("a.ics", text)], output_format="json")
    assert output.notes == ("Only events were read; left out: VTODO.",)


def test_a_table_of_google_becomes_a_calendar(run_directly: RunDirectly, write: Write) -> None:
    table = (
        "Subject,Start Date,Start Time,End Date,End Time,All Day Event\n"
        "X,05/30/2024,10:00 AM,05/30/2024,1:00 PM,False\nY,05/30/2024,,05/31/2024,,True\n"
    )
    text = text_of(
        run_directly(CalendarConvert(), [write("a.csv", table)], output_format="ics", timezone="Europe/Paris")
    )
    assert "DTSTART;TZID=Europe/Paris:20240530T100000\r\nDTEND;TZID=Europe/Paris:20240530T130000\r\n" in text
    assert "DTSTART;VALUE=DATE:20240530\r\nDTEND;VALUE=DATE:20240601\r\n" in text


def test_formulas_in_titles_are_made_harmless(run_directly: RunDirectly, write: Write) -> None:
    source = write("a.ics", calendar("DTSTART;VALUE=DATE:20240714", "SUMMARY:=cmd()"))
    assert (
        text_of(run_directly(CalendarConvert(), [source], output_format="csv"))
        .splitlines()[1]
        .startswith("'=cmd(),")
    )


def test_no_line_of_a_calendar_can_be_slipped_in(run_directly: RunDirectly, write: Write) -> None:
    source = write(
        "a.json",
        '[{"summary": "x\\r\\nEND:VEVENT", "start": "2024-01-01", "all_day": true}]',
    )
    lines = text_of(run_directly(CalendarConvert(), [source], output_format="ics")).split("\r\n")
    assert lines.count("END:VEVENT") == 1

    split = write("b.json", '[{"start": "2024-01-01", "all_day": true, "url": "u\\r\\nATTACH:x"}]')
    with pytest.raises(InvalidInputError, match="cannot be written"):
        run_directly(CalendarConvert(), [split], output_format="ics")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.ics", "words", "input_mismatch"),
        ("a.ics", calendar("SUMMARY:no start"), "input_corrupt"),
        ("a.ics", calendar("DTSTART:20240714T100000Z")[:-40], "input_corrupt"),
        ("a.csv", "a,b\n1,2\n", "input_corrupt"),
        ("a.csv", "summary,start\nx,yesterday\n", "input_corrupt"),
        ("a.csv", "summary,start,timezone\nx,2024-01-01T10:00:00,../../etc/passwd\n", "input_corrupt"),
        ("a.json", '[{"summary": "x"}]', "input_mismatch"),
        ("a.json", '[{"start": "2024-01-01", "rrule": "NONSENSE"}]', "input_corrupt"),
    ],
)
def test_what_is_no_calendar_is_refused(
    run_directly: RunDirectly, write: Write, name: str, content: str, code: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        run_directly(CalendarConvert(), [write(name, content)], output_format="ics")
    assert refused.value.code == code


def test_a_zone_that_is_none_is_refused_with_examples() -> None:
    with pytest.raises(ValidationError, match="Europe/Paris"):
        CalendarConvert.options_type.model_validate({"output_format": "ics", "timezone": "Mars/Base"})
