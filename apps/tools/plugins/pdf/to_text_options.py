"""What `pdf-to-text` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.pdf.options import PdfPagesOptions


class PdfToTextOptions(PdfPagesOptions):
    """What text is wanted, and how."""

    output_format: Annotated[
        Literal["txt", "json"], Labels({"txt": "Text", "json": "JSON with the place of each word"})
    ] = Field(
        default="txt", description="Plain text, or JSON that also says where on its page each word stands."
    )
    layout: bool = Field(
        default=False,
        description="Set words where they stand on the page, so that columns and tables stay side by side.",
    )
    page_breaks: Annotated[bool, Ui(group="advanced", visible_if={"output_format": ["txt"]})] = Field(
        default=True, description="Write a form feed between pages, as printers and pdftotext do."
    )
