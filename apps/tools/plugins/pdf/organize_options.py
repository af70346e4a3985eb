"""What `pdf-organize` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels
from apps.tools.plugins.pdf.options import PageList, PdfOptions


class PdfOrganizeOptions(PdfOptions):
    """Which pages the result has, in which order."""

    pages: PageList = Field(
        description="Pages in the order wanted, such as '3,1-2' to reorder, '1,1' to duplicate, 'last-1' to "
        "reverse, or those to remove.",
    )
    action: Annotated[
        Literal["keep", "remove"], Labels({"keep": "Keep these, in this order", "remove": "Remove these"})
    ] = Field(default="keep", description="What happens to the pages of the list.")
