"""What `image-watermark` can be asked for."""

from typing import Annotated

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import (
    PLACE_LABELS,
    Colour,
    EditFormat,
    EditQuality,
    FillColour,
    Place,
)
from apps.tools.plugins.image.options import Metadata


class ImageWatermarkOptions(ToolOptions):
    """A text, unless a picture is given to lay over the others."""

    text: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        pattern=r"\S",
        description="What to write; leave it empty to lay a picture over it, given as overlay.",
    )
    colour: Colour = Field(default="#ffffff", description="The colour of the text, as #rrggbb.")
    position: Annotated[Place, Labels(PLACE_LABELS), Ui(visible_if={"tile": ["false"]})] = Field(
        default="bottom_right", description="Where the mark stands."
    )
    tile: bool = Field(default=False, description="Repeat the mark all over the picture.")
    opacity: Annotated[int, Ui(unit="%")] = Field(
        default=50, ge=1, le=100, description="How much of the mark is seen; 100 hides what is below."
    )
    scale: Annotated[int, Ui(unit="%")] = Field(
        default=30, ge=1, le=100, description="The width of the mark, as a share of the picture's."
    )
    angle: Annotated[float, Ui(group="advanced", unit="°")] = Field(
        default=0, ge=-180, le=180, description="How far the mark is turned clockwise, in degrees."
    )
    margin: Annotated[int, Ui(group="advanced", unit="%")] = Field(
        default=3,
        ge=0,
        le=50,
        description="How far the mark keeps from the edges, or from the next one, of the picture's width.",
    )
    output_format: EditFormat = "same"
    quality: EditQuality = 90
    background: FillColour = "#ffffff"
    metadata: Metadata = "icc"
