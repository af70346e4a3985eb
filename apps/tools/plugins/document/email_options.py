"""Options and result of `email-convert`."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.document.document_options import PageSize

MailFormat = Annotated[
    Literal["html", "txt", "pdf", "zip", "eml"],
    Labels(
        {
            "html": "HTML page",
            "txt": "Plain text",
            "pdf": "PDF",
            "zip": "The attachments (ZIP)",
            "eml": "E-mail message (EML)",
        }
    ),
]


class EmailConvertOptions(ToolOptions):
    """What to make of the message."""

    output_format: MailFormat = Field(description="The format of the result.")
    page_size: Annotated[PageSize, Ui(visible_if={"output_format": ("pdf",)})] = Field(
        default="a4", description="The size of a PDF's pages."
    )


class MailSummary(BaseModel):
    """What the message says of itself."""

    subject: str = Field(description="The subject line.")
    sender: str = Field(description="Who sent it, as the message says.")
    recipients: str = Field(description="Whom it was sent to.")
    date: str = Field(description="When it was sent, as the message says.")
    attachments: list[str] = Field(description="The names of the files in it.")
