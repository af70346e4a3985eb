"""What `image-crop` can cut out of a picture, said in one of three ways."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import PLACE_LABELS, EditFormat, EditQuality, FillColour
from apps.tools.plugins.image.options import Metadata, Side

FocusChoice = Annotated[
    Literal[
        "top_left", "top", "top_right", "left", "centre", "right", "bottom_left", "bottom", "bottom_right",
        "attention", "entropy",
    ],
    Labels(
        PLACE_LABELS
        | {"attention": "Where the eye goes: skin, colour, edges", "entropy": "Where most is going on"}
    ),
]  # fmt: skip
Distance = Annotated[int, Field(ge=0, lt=30_000), Ui(unit="px")]


class CropBox(ToolOptions):
    """A box in pixels of the upright picture."""

    model_config = ConfigDict(title="Box")

    by: Literal["box"] = Field(description="Cut out a box.")
    left: Distance = Field(default=0, description="How far right of the left edge the box begins.")
    top: Distance = Field(default=0, description="How far below the upper edge the box begins.")
    width: Side = Field(description="The width of the box.")
    height: Side = Field(description="The height of the box.")


class CropRatio(ToolOptions):
    """The largest part with these proportions."""

    model_config = ConfigDict(title="Proportions")

    by: Literal["ratio"] = Field(description="Cut to proportions, such as 16 to 9.")
    across: int = Field(ge=1, le=1_000, description="The 16 of 16 to 9.")
    down: int = Field(ge=1, le=1_000, description="The 9 of 16 to 9.")
    focus: FocusChoice = Field(default="centre", description="Which part of the picture is kept.")


class CropSize(ToolOptions):
    """A part of this size, unscaled."""

    model_config = ConfigDict(title="Size")

    by: Literal["size"] = Field(description="Cut out a part of a known size.")
    width: Side = Field(description="The width of the part.")
    height: Side = Field(description="The height of the part.")
    focus: FocusChoice = Field(default="centre", description="Which part of the picture is kept.")


class ImageCropOptions(ToolOptions):
    """Only the area must be chosen."""

    area: CropBox | CropRatio | CropSize = Field(discriminator="by", description="Which part is cut out.")
    output_format: EditFormat = "same"
    quality: EditQuality = 90
    background: FillColour = "#ffffff"
    metadata: Metadata = "icc"
