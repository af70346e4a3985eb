"""What `text-diff` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions

TEXTS = ("txt", "md", "csv", "tsv", "json", "xml", "yaml", "toml", "html", "tex", "rst", "srt", "vtt")


class TextDiffOptions(ToolOptions):
    """How to show the differences, and what is none."""

    output_format: Annotated[
        Literal["diff", "html"], Labels({"diff": "Unified diff", "html": "Side by side, as a page"})
    ] = Field(default="diff", description="How to show them.")
    context: int = Field(default=3, ge=0, le=1000, description="Unchanged lines around each change.")
    ignore_case: bool = Field(default=False, description="Take A for a.")
    ignore_spaces: bool = Field(
        default=False, description="Take any run of spaces for one, and none at the ends."
    )


class TextDifference(BaseModel):
    """How different the texts are."""

    identical: bool = Field(description="Whether there is no difference.")
    added: int = Field(description="Lines that only the second text has.")
    removed: int = Field(description="Lines that only the first text has.")
    similarity: float = Field(description="1 for the same lines, 0 for none in common.")
