"""What a profile says of a table and its columns."""

from pydantic import BaseModel, Field


class ValueCount(BaseModel):
    """A value and how often it is there."""

    value: str = Field(description="The value as text, cut after 80 letters.")
    count: int = Field(description="In how many rows.")


class Bin(BaseModel):
    """A bar of a histogram; the last one includes its upper bound."""

    lower: str = Field(description="From this value on.")
    upper: str = Field(description="Up to, and without, this one.")
    count: int = Field(description="In how many rows.")


class ColumnProfile(BaseModel):
    """A column."""

    name: str = Field(description="Its name.")
    type: str = Field(
        description="text, integer, decimal, number, truth, date, moment, time, bytes or nested."
    )
    nulls: int = Field(description="Rows without a value.")
    distinct: int = Field(description="Different values.")
    distinct_is_estimate: bool = Field(
        description="Whether they were estimated, as in tables of millions of rows."
    )
    minimum: str | None = Field(description="The smallest value; of texts the first in alphabetical order.")
    maximum: str | None = Field(description="The largest value.")
    mean: float | None = Field(description="Average of numbers.")
    deviation: float | None = Field(description="Standard deviation of numbers.")
    quantiles: dict[str, str] = Field(
        description="Values below which 5, 25, 50, 75 and 95 percent of the rows lie."
    )
    shortest: int | None = Field(description="Letters of the shortest text.")
    longest: int | None = Field(description="Letters of the longest text.")
    top: list[ValueCount] = Field(description="The most frequent values, at most five.")
    histogram: list[Bin] = Field(description="How numbers and moments are spread; empty for others.")


class TableProfile(BaseModel):
    """A table."""

    name: str = Field(description="The file.")
    rows: int = Field(description="How many rows it has.")
    columns: list[ColumnProfile] = Field(description="Its columns, at most 200.")
    columns_in_all: int = Field(description="How many columns it has.")
