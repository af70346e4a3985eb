"""What `base-convert` can be asked for, and what it answers."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import ToolOptions, Ui
from apps.tools.plugins.text.number_bases import read_number

Base = Annotated[int, Field(ge=2, le=36)]


class BaseConvertOptions(ToolOptions):
    """A whole number, and the two bases."""

    value: str = Field(min_length=1, max_length=1000, description="A whole number: ff, 0xFF, 1010_1010, -17…")
    from_base: Base = Field(default=10, description="The base it is written in; 0x, 0o and 0b say so too.")
    to_base: Base = Field(default=16, description="The base that is wanted.")
    uppercase: Annotated[bool, Ui(group="advanced")] = Field(default=True, description="Write FF, not ff.")
    group: Annotated[int, Ui(group="advanced", unit="digits")] = Field(
        default=0, ge=0, le=16, description="Put a space after so many digits, from the right; 0 for none."
    )

    @model_validator(mode="after")
    def _is_a_number(self) -> Self:
        read_number(self.value, base=self.from_base)
        return self


class ConvertedNumber(BaseModel):
    """A number in two bases; numbers are text, so that no digit is lost."""

    value: str = Field(description="The number as it came.")
    from_base: int = Field(description="The base it was written in.")
    to_base: int = Field(description="The base it is written in now.")
    output: str = Field(description="The number in that base.")
    decimal: str = Field(description="The same number in base 10.")
