"""What can be chosen about cropping: how much of a page stays."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions
from apps.tools.plugins.pdf.options import PdfPagesOptions

Length = Annotated[float, Field(ge=0, le=5080)]
"""In the unit chosen; 5,080 mm are the 14,400 points that a PDF page may measure."""


class CropMargins(ToolOptions):
    """Take so much off each side of the page as it is shown."""

    by: Annotated[Literal["margins"], Labels({"margins": "Margins"})] = Field(
        description="Take something off the sides."
    )
    top: Length = Field(default=0, description="Off the upper side.")
    right: Length = Field(default=0, description="Off the right side.")
    bottom: Length = Field(default=0, description="Off the lower side.")
    left: Length = Field(default=0, description="Off the left side.")


class CropBox(ToolOptions):
    """Keep a box of the page as it is shown."""

    by: Annotated[Literal["box"], Labels({"box": "A box"})] = Field(description="Keep a box.")
    left: Length = Field(description="From the left side of the page to the box.")
    top: Length = Field(description="From the upper side of the page to the box.")
    width: float = Field(gt=0, le=5080, description="Width of the box.")
    height: float = Field(gt=0, le=5080, description="Height of the box.")


class CropContent(ToolOptions):
    """Keep what is on the page."""

    by: Annotated[Literal["content"], Labels({"content": "What is on it"})] = Field(
        description="Keep what is on the page."
    )
    padding: Length = Field(default=3, description="White to leave around it.")
    same_for_all: bool = Field(
        default=True, description="One box for all pages, that shows everything on each, so that none jumps."
    )


class PdfCropOptions(PdfPagesOptions):
    """How much of which pages stays."""

    crop: Annotated[CropMargins | CropBox | CropContent, Field(discriminator="by")] = Field(
        default=CropContent(by="content"), description="What of a page is kept."
    )
    unit: Annotated[
        Literal["mm", "pt", "in"], Labels({"mm": "Millimetres", "pt": "Points", "in": "Inches"})
    ] = Field(default="mm", description="What lengths are measured in.")
