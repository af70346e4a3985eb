"""What can be chosen about putting several pages on a sheet."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from apps.tools.base import Labels, Ui
from apps.tools.plugins.pdf.options import PdfPagesOptions

PagesPerSheet = Literal["2", "4", "6", "8", "9", "16"]
Paper = Literal["a3", "a4", "a5", "letter", "legal", "same"]

PAPERS: dict[Paper, tuple[float, float]] = {
    "a3": (841.89, 1190.55),
    "a4": (595.28, 841.89),
    "a5": (419.53, 595.28),
    "letter": (612.0, 792.0),
    "legal": (612.0, 1008.0),
}
"""Width and height in points, upright."""


class PdfNupOptions(PdfPagesOptions):
    """How many pages on which paper, in what order."""

    pages_per_sheet: Annotated[
        PagesPerSheet,
        Labels({"2": "2", "4": "4", "6": "6", "8": "8", "9": "9", "16": "16"}),
    ] = Field(default="2", description="How many pages share a sheet.")
    order: Annotated[
        Literal["across", "down", "booklet"],
        Labels({"across": "Row by row", "down": "Column by column", "booklet": "Booklet, to be folded"}),
    ] = Field(
        default="across", description="Where a page follows the one before; a booklet has two on a sheet."
    )
    paper: Annotated[
        Paper,
        Labels(
            {
                "a3": "A3",
                "a4": "A4",
                "a5": "A5",
                "letter": "Letter",
                "legal": "Legal",
                "same": "Like the first page",
            }
        ),
    ] = Field(default="a4", description="The paper; it is turned the way that leaves pages largest.")
    margin: Annotated[float, Ui(group="advanced", unit="mm")] = Field(
        default=5, ge=0, le=50, description="White around the sheet."
    )
    gap: Annotated[float, Ui(group="advanced", unit="mm")] = Field(
        default=3, ge=0, le=50, description="White between pages."
    )
    frames: bool = Field(default=False, description="Draw a thin line around each page.")

    @model_validator(mode="after")
    def _check_booklet(self) -> "PdfNupOptions":
        if self.order == "booklet" and self.pages_per_sheet != "2":
            raise ValueError("A booklet has two pages on a side: choose pages_per_sheet 2 with order booklet")
        return self
