"""What `images-to-pdf` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Password, ToolOptions, Ui

PageSize = Literal["fit", "a3", "a4", "a5", "letter", "legal"]
Orientation = Literal["auto", "portrait", "landscape"]
Fit = Literal["contain", "cover", "shrink"]

_PAGED = {"page_size": ["a3", "a4", "a5", "letter", "legal"]}


class ImagesToPdfOptions(ToolOptions):
    """How large pages are, and how pictures lie on them."""

    page_size: Annotated[
        PageSize,
        Labels(
            {
                "fit": "As large as the picture",
                "a3": "A3",
                "a4": "A4",
                "a5": "A5",
                "letter": "US Letter",
                "legal": "US Legal",
            }
        ),
    ] = Field(
        default="fit", description="The size of each page; 'fit' follows the picture and its resolution."
    )
    orientation: Annotated[
        Orientation,
        Labels({"auto": "As the picture lies", "portrait": "Portrait", "landscape": "Landscape"}),
        Ui(visible_if=_PAGED),
    ] = Field(default="auto", description="Which way the pages lie.")
    margin: Annotated[float, Ui(unit="mm")] = Field(
        default=0, ge=0, le=100, description="The white space around each picture."
    )
    fit: Annotated[
        Fit,
        Labels(
            {
                "contain": "Contain: as large as fits",
                "cover": "Cover: fill the page, cut what stands out",
                "shrink": "Shrink: only if it is too large",
            }
        ),
        Ui(visible_if=_PAGED),
    ] = Field(default="contain", description="How large a picture is on its page.")
    password: Annotated[Password | None, Ui(group="advanced")] = Field(
        default=None, description="Encrypts the PDF: nobody opens it without this password."
    )
    dpi: Annotated[int | None, Ui(group="advanced", unit="dpi")] = Field(
        default=None,
        ge=36,
        le=2400,
        description="How many pixels make an inch; without it what a picture says of itself, or 96.",
    )
