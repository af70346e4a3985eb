"""What `pdf-split` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.pdf.options import PageList, PdfOptions
from apps.tools.plugins.pdf.pages import MAX_PAGES


class SplitByRanges(ToolOptions):
    """A part for each list of pages."""

    by: Annotated[Literal["ranges"], Labels({"ranges": "Page ranges"})] = Field(
        description="Parts of the pages that you name."
    )
    ranges: list[PageList] = Field(
        min_length=1,
        max_length=1_000,
        description="The pages of each part, such as ['1-3', '4-']; a page may be in several.",
    )


class SplitEvery(ToolOptions):
    """Parts of equally many pages."""

    by: Annotated[Literal["every"], Labels({"every": "Every few pages"})] = Field(
        description="Parts of equally many pages."
    )
    pages: int = Field(
        default=1, ge=1, le=MAX_PAGES, description="How many pages a part has; the last may have fewer."
    )


class SplitBySize(ToolOptions):
    """Parts that are no larger than they may be."""

    by: Annotated[Literal["size"], Labels({"size": "File size"})] = Field(
        description="As few parts as possible, none larger than allowed."
    )
    max_bytes: Annotated[int, Ui(unit="bytes")] = Field(
        ge=10_000, le=1_000_000_000, description="How large a part may be at most."
    )


class SplitAtBookmarks(ToolOptions):
    """A part for each bookmark of the top level."""

    by: Annotated[Literal["bookmarks"], Labels({"bookmarks": "Bookmarks"})] = Field(
        description="A part for each bookmark of the top level, named after it."
    )


Split = SplitByRanges | SplitEvery | SplitBySize | SplitAtBookmarks


class PdfSplitOptions(PdfOptions):
    """Where to cut."""

    split: Annotated[Split, Field(discriminator="by")] = Field(
        default=SplitEvery(by="every"),
        description="Where to cut: by ranges, every few pages, by size, at bookmarks.",
    )
