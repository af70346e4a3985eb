"""Options and result of `text-extract`."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, Password, ToolOptions

TextFormat = Annotated[
    Literal["txt", "md"],
    Labels({"txt": "Plain text", "md": "Markdown, with headings, lists and tables where they are known"}),
]


class TextExtractOptions(ToolOptions):
    """How the text is wanted."""

    output_format: TextFormat = Field(default="txt", description="Plain text, or text with its structure.")
    password: Password | None = Field(
        default=None, description="The password that opens a PDF or an old office file, if it has one."
    )


class ExtractedText(BaseModel):
    """How much text there is, and how it begins."""

    characters: int = Field(description="How many characters the text has.")
    words: int = Field(description="How many words, separated by spaces.")
    pages: int | None = Field(
        description="How many pages, slides or sheets the document has, where it says so."
    )
    beginning: str = Field(description="The first 1,000 characters.")
