"""What `pdf-metadata` can be asked for, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import Labels, Ui
from apps.tools.plugins.pdf.options import PdfOptions

Text = Annotated[str, Field(max_length=2_000), Ui(visible_if={"action": ["write"]})]


class PdfMetadataOptions(PdfOptions):
    """What to do with what a document says of itself."""

    action: Annotated[
        Literal["read", "write", "strip"],
        Labels({"read": "Read", "write": "Change", "strip": "Remove all"}),
    ] = Field(default="read", description="Read the metadata, change some of it, or remove all of it.")
    title: Text | None = Field(default=None, description="The new title; an empty text removes the old one.")
    author: Text | None = Field(
        default=None, description="The new author; an empty text removes the old one."
    )
    subject: Text | None = Field(
        default=None, description="The new subject; an empty text removes the old one."
    )
    keywords: Text | None = Field(
        default=None, description="New keywords with commas between them; an empty text removes the old ones."
    )

    @model_validator(mode="after")
    def _has_something_to_write(self) -> Self:
        if (self.action == "write") != bool(self.changes()):
            raise ValueError(
                "Give title, author, subject or keywords with the action 'write'; they are for no other."
            )
        return self

    def changes(self) -> dict[str, str]:
        """The fields that were given, with their new texts."""
        fields = {
            "title": self.title,
            "author": self.author,
            "subject": self.subject,
            "keywords": self.keywords,
        }
        return {name: text for name, text in fields.items() if text is not None}


class PageSize(BaseModel):
    """A size of pages, and how many have it."""

    width: float = Field(description="Width in points (1/72 inch), as the pages are shown.")
    height: float = Field(description="Height in points, as the pages are shown.")
    pages: int = Field(description="How many pages have this size.")


class PdfMetadataResult(BaseModel):
    """What a document says of itself; null and empty where it says nothing."""

    title: str | None = Field(description="Its title.")
    author: str | None = Field(description="Who wrote it.")
    subject: str | None = Field(description="What it is about.")
    keywords: str | None = Field(description="Keywords, as they are written in it.")
    creator: str | None = Field(description="The program that it was written with.")
    producer: str | None = Field(description="The program that made the PDF.")
    created: str | None = Field(description="When it was made, in ISO 8601 where that can be read.")
    modified: str | None = Field(description="When it was last changed, in ISO 8601 where that can be read.")
    custom: dict[str, str] = Field(description="Fields of other names; the first 100.")
    has_xmp: bool = Field(description="Whether it carries XMP, the newer form of metadata.")
    pdf_version: str = Field(description="The version of PDF that it says it is written in.")
    pages: int = Field(description="How many pages it has.")
    page_sizes: list[PageSize] = Field(
        description="The sizes of its pages, the most frequent first; at most 50."
    )
    language: str | None = Field(description="Its language, such as de or en-GB.")
    encrypted: bool = Field(description="Whether it is encrypted.")
    restrictions: list[str] = Field(description="What readers without the owner's password may not do.")
    tagged: bool = Field(description="Whether it has tags for screen readers.")
    signed: bool = Field(description="Whether it was signed digitally.")
    form_fields: int = Field(description="How many form fields it has.")
    bookmarks: int = Field(description="How many bookmarks it has.")
    attachments: list[str] = Field(description="The names of files within it; the first 100.")
    javascript: bool = Field(description="Whether it has scripts or actions that start by themselves.")
