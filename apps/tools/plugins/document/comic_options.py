"""Options of `comic-convert`."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Password, ToolOptions, Ui
from apps.tools.plugins.document.document_options import Text

ComicFormat = Annotated[
    Literal["cbz", "cb7", "cbt", "pdf", "epub"],
    Labels(
        {
            "cbz": "Comic book (CBZ)",
            "cb7": "Comic book (CB7)",
            "cbt": "Comic book (CBT)",
            "pdf": "PDF",
            "epub": "EPUB with fixed pages",
        }
    ),
]
Direction = Annotated[
    Literal["left_to_right", "right_to_left"],
    Labels({"left_to_right": "Left to right", "right_to_left": "Right to left, as manga"}),
]


class ComicConvertOptions(ToolOptions):
    """What to make of the comic."""

    output_format: ComicFormat = Field(description="The format of the result.")
    title: Text | None = Field(default=None, description="The title; the file's name unless given.")
    direction: Annotated[Direction, Ui(visible_if={"output_format": ("pdf", "epub")})] = Field(
        default="left_to_right", description="Which way a PDF's or EPUB's pages are turned."
    )
    password: Password | None = Field(
        default=None, description="The password that opens the comic or the PDF, if it has one."
    )
