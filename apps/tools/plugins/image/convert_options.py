"""What `image-convert` can be asked for."""

from typing import Self

from pydantic import Field, model_validator

from apps.tools.base import ToolOptions
from apps.tools.plugins.image.options import (
    Background,
    FitChoice,
    Frame,
    Lossless,
    Metadata,
    OutputFormat,
    Quality,
    Side,
)


class ImageConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: OutputFormat
    quality: Quality = 85
    lossless: Lossless = False
    width: Side | None = Field(default=None, description="Largest width; empty for no bound.")
    height: Side | None = Field(default=None, description="Largest height; empty for no bound.")
    fit: FitChoice = "contain"
    background: Background = "#ffffff"
    metadata: Metadata = "icc"
    frame: Frame = 0

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.lossless and self.output_format == "jpg":
            raise ValueError("A JPEG cannot be lossless: choose webp, avif, png or tiff as output_format.")
        if self.fit == "cover" and not (self.width and self.height):
            raise ValueError("The fit 'cover' needs both width and height.")
        return self
