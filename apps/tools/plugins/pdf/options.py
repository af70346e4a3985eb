"""The options that PDF tools share, so that one word means one thing in all of them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from apps.tools.base import Password, ToolOptions, Ui
from apps.tools.plugins.pdf.pages import check_page_list

PageList = Annotated[str, Field(max_length=1_000), AfterValidator(check_page_list)]
"""Pages as people write them, such as `1-3,7,10-`; `pages.choose_pages` reads it."""

Dpi = Annotated[int, Field(ge=18, le=600), Ui(unit="dpi")]
"""Dots an inch; a PDF has 72 points an inch."""


class PdfOptions(ToolOptions):
    """What every PDF tool can be told."""

    password: Annotated[Password | None, Ui(group="advanced")] = Field(
        default=None, description="Opens an encrypted PDF: the user's or the owner's password."
    )


class PdfPagesOptions(PdfOptions):
    """What a PDF tool can be told that works on some of the pages."""

    pages: PageList = Field(
        default="all",
        description="The pages to work on: numbers and ranges such as '1-3,7,10-', or 'all', 'odd', "
        "'even', 'last'.",
    )
