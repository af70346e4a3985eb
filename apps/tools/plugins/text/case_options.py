"""What `text-case` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions

CaseName = Annotated[
    Literal[
        "lowercase", "uppercase", "titlecase", "sentencecase", "snakecase", "camelcase", "pascalcase",
        "kebabcase", "constantcase", "swapcase",
    ],
    Labels({
        "lowercase": "lower case", "uppercase": "UPPER CASE", "titlecase": "Title Case",
        "sentencecase": "Sentence case", "snakecase": "snake_case", "camelcase": "camelCase",
        "pascalcase": "PascalCase", "kebabcase": "kebab-case", "constantcase": "CONSTANT_CASE",
        "swapcase": "sWAP cASE",
    }),
]  # fmt: skip


class TextCaseOptions(ToolOptions):
    """A short text, and how it should be written."""

    text: str = Field(min_length=1, max_length=1024, description="The text to rewrite.")
    case: CaseName = Field(description="How to write it.")


class RewrittenText(BaseModel):
    """The text before and after."""

    input: str = Field(description="The text as it came.")
    output: str = Field(description="The text as it was asked for.")
    case: CaseName = Field(description="How it is written now.")
