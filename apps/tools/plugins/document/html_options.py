"""Options of `html-to-pdf`."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.document.document_options import PageSize


class HtmlToPdfOptions(ToolOptions):
    """How to print the page; what its own @page rules say goes before these."""

    page_size: PageSize = Field(default="a4", description="The size of the pages.")
    landscape: bool = Field(default=False, description="Pages that are wider than high.")
    margin: Annotated[float, Ui(unit="mm")] = Field(
        default=15, ge=0, le=80, description="The margin on all four sides."
    )
    media: Annotated[
        Literal["print", "screen"],
        Labels({"print": "Print styles", "screen": "Screen styles"}),
        Ui(group="advanced"),
    ] = Field(default="print", description="Which of the page's styles apply.")
