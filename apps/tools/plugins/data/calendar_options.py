"""What `calendar-convert` can be asked for."""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from apps.tools.base import Labels, ToolOptions, Ui


class CalendarOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: Annotated[
        Literal["ics", "csv", "json"], Labels({"ics": "iCalendar", "csv": "CSV", "json": "JSON"})
    ] = Field(description="The format of the result.")
    timezone: Annotated[str, Ui(group="advanced")] = Field(
        default="",
        max_length=64,
        description="The zone of times in a table that names none, such as Europe/Paris; empty for that of "
        "any place.",
    )
    formulas: Annotated[
        Literal["escape", "keep"],
        Labels({"escape": "Make them harmless", "keep": "Keep"}),
        Ui(group="advanced", visible_if={"output_format": ["csv"]}),
    ] = Field(
        default="escape",
        description="Texts that a spreadsheet would compute, such as =cmd(), get an apostrophe, or stay.",
    )

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value and value not in available_timezones():
            raise ValueError(f"'{value}' is no time zone. Write it as Europe/Paris, America/New_York or UTC.")
        return value
