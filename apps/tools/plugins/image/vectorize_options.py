"""What `image-vectorize` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui


class ImageVectorizeOptions(ToolOptions):
    """Without any, a drawing in colours, with smooth curves."""

    colours: Annotated[
        Literal["colour", "black_and_white"],
        Labels({"colour": "Colours", "black_and_white": "Black and white"}),
    ] = Field(default="colour", description="Whether shapes have colours, or what is dark becomes black.")
    detail: int = Field(
        default=6,
        ge=1,
        le=10,
        description="How much is traced: 1 for few large shapes, 10 for many small ones, in larger files.",
    )
    curves: Annotated[
        Literal["spline", "polygon", "none"],
        Labels({"spline": "Smooth curves", "polygon": "Straight lines", "none": "The steps of the pixels"}),
        Ui(group="advanced"),
    ] = Field(default="spline", description="What outlines are made of.")
    stacking: Annotated[
        Literal["stacked", "cutout"],
        Labels({"stacked": "Shapes lie on each other", "cutout": "Shapes lie beside each other"}),
        Ui(group="advanced", visible_if={"colours": ["colour"]}),
    ] = Field(default="stacked", description="How shapes meet; on each other there are no gaps between them.")


class ImageVectorized(BaseModel):
    """What was drawn."""

    paths: int = Field(description="How many shapes the drawing has.")
    bytes: int = Field(description="The size of the drawing.")
    width: int = Field(description="Its width, that of the picture.")
    height: int = Field(description="Its height, that of the picture.")
