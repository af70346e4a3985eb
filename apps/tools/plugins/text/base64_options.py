"""What `base64` can be asked for, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import (
    Labels,
    ToolOptions,
    Ui,
)  # fmt: skip


class Base64Options(ToolOptions):
    """Text, or a file in its place."""

    mode: Annotated[Literal["encode", "decode"], Labels({"encode": "Encode", "decode": "Decode"})] = Field(
        description="Which way it goes."
    )
    text: str | None = Field(
        default=None, max_length=200_000, description="The text; longer ones come as a file."
    )
    url_safe: bool = Field(
        default=False, description="Write - and _ for + and /, and no padding. Decoding understands both."
    )
    line_length: Annotated[int, Ui(group="advanced", unit="characters", visible_if={"mode": ["encode"]})] = (
        Field(
            default=0,
            ge=0,
            le=1000,
            multiple_of=4,
            description="Break lines after so many characters; 0 for one line.",
        )
    )

    @model_validator(mode="after")
    def _has_no_lines_in_addresses(self) -> Self:
        if self.url_safe and self.line_length:
            raise ValueError("url_safe is for addresses, which have no lines: leave line_length at 0.")
        return self


class Base64Text(BaseModel):
    """The result of a text that came in the request."""

    result: str = Field(description="The encoded or the decoded text.")
    mode: Literal["encode", "decode"] = Field(description="Which way it went.")
    operation: Literal["encoded", "decoded"] = Field(description="The same as a word about the result.")
    input_length: int = Field(description="Characters that came.")
    output_length: int = Field(description="Characters of the result.")
