"""What `image-collage` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import Colour, EditQuality

Layout = Literal["grid", "row", "column"]


class ImageCollageOptions(ToolOptions):
    """Without any, a contact sheet about as wide as high."""

    layout: Annotated[
        Layout,
        Labels(
            {
                "grid": "Contact sheet: cells of one size",
                "row": "Strip: side by side, equally high",
                "column": "Strip: below each other, equally wide",
            }
        ),
    ] = Field(default="grid", description="How the pictures are laid out.")
    columns: Annotated[int | None, Ui(visible_if={"layout": ["grid"]})] = Field(
        default=None, ge=1, le=50, description="How many stand side by side; empty for about a square."
    )
    side: Annotated[int, Ui(unit="px")] = Field(
        default=400, ge=16, le=4_000, description="Width and height of a cell; of a strip, its thickness."
    )
    fit: Annotated[
        Literal["contain", "cover"],
        Labels({"contain": "Contain: all of it, within the cell", "cover": "Cover: fill the cell"}),
        Ui(visible_if={"layout": ["grid"]}),
    ] = Field(default="contain", description="How a picture meets its cell.")
    gap: Annotated[int, Ui(unit="px")] = Field(
        default=16, ge=0, le=500, description="The space between the pictures, and around them."
    )
    captions: bool = Field(default=False, description="Write the name of each file below its picture.")
    background: Colour = Field(default="#ffffff", description="The colour behind the pictures, as #rrggbb.")
    output_format: Annotated[
        Literal["jpg", "png", "webp"], Labels({"jpg": "JPEG", "png": "PNG", "webp": "WebP"})
    ] = Field(default="jpg", description="The format to write.")
    quality: EditQuality = 88
