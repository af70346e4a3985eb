"""What `pdf-merge` can be asked for."""

from typing import Annotated

from pydantic import Field

from apps.tools.base import Ui
from apps.tools.plugins.pdf.options import PdfOptions


class PdfMergeOptions(PdfOptions):
    """What the merged document has besides the pages."""

    bookmarks: bool = Field(
        default=True, description="Give each file a bookmark of its name, with its own bookmarks below."
    )
    table_of_contents: bool = Field(
        default=False, description="Begin with a page that lists the files with their page numbers, as links."
    )
    contents_title: Annotated[str, Ui(group="advanced", visible_if={"table_of_contents": ["true"]})] = Field(
        default="Contents",
        min_length=1,
        max_length=60,
        description="What stands above the table of contents.",
    )
