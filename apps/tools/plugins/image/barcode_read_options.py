"""What `barcode-read` can be asked for, and what it answers."""

from typing import Annotated

from pydantic import BaseModel, Field

from apps.tools.base import Password, ToolOptions, Ui


class BarcodeReadOptions(ToolOptions):
    """Nothing must be chosen."""

    thorough: bool = Field(
        default=True, description="Also look for turned, small and inverted barcodes, which takes longer."
    )
    dpi: Annotated[int, Ui(group="advanced", unit="dpi")] = Field(
        default=200,
        ge=72,
        le=600,
        description="How finely the pages of a PDF are drawn; for tiny codes more.",
    )
    password: Password | None = Field(default=None, description="Opens the PDF, where it needs one.")


class Corner(BaseModel):
    """A place in the picture, or in the page as it was drawn, in pixels from the upper left."""

    x: int
    y: int


class BarcodeFound(BaseModel):
    """One barcode."""

    format: str = Field(description="Its kind: qr, ean_13, code_128 and so on.")
    text: str = Field(description="What it says.")
    binary: bool = Field(description="Whether it holds data that is no text; `text` then shows it as hex.")
    page: int = Field(description="The page it is on, from 1; 1 for a picture.")
    corners: list[Corner] = Field(
        description="Upper left, upper right, lower right, lower left as it is read."
    )


class BarcodesRead(BaseModel):
    """All barcodes, page by page."""

    barcodes: list[BarcodeFound] = Field(description="What was found; empty when there is none.")
    pages: int = Field(description="How many pages were looked at.")
    complete: bool = Field(description="False when there were more than an answer may hold.")
