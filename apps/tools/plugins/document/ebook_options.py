"""Options of `ebook-convert`."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.document.document_options import Text

BookFormat = Annotated[
    Literal["epub", "mobi", "azw3", "docx", "fb2", "txt"],
    Labels(
        {
            "epub": "EPUB book",
            "mobi": "Mobipocket (old Kindles)",
            "azw3": "Kindle (AZW3)",
            "docx": "Word (DOCX)",
            "fb2": "FictionBook",
            "txt": "Plain text",
        }
    ),
]
Device = Annotated[
    Literal["default", "kindle", "kindle_pw3", "kobo", "nook", "tablet"],
    Labels(
        {
            "default": "Any reader",
            "kindle": "Kindle",
            "kindle_pw3": "Kindle Paperwhite",
            "kobo": "Kobo",
            "nook": "Nook",
            "tablet": "Tablet",
        }
    ),
]


class EbookConvertOptions(ToolOptions):
    """What to make of the book."""

    output_format: BookFormat = Field(description="The format of the result.")
    title: Text | None = Field(default=None, description="The title; the book's own unless given.")
    author: Text | None = Field(default=None, description="The author; the book's own unless given.")
    device: Annotated[Device, Ui(group="advanced")] = Field(
        default="default", description="The reader whose screen pictures and fonts are fitted to."
    )
