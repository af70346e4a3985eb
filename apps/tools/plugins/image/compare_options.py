"""What `image-compare` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions, Ui


class ImageCompareOptions(ToolOptions):
    """Nothing must be chosen."""

    picture: Annotated[
        Literal["highlight", "difference", "none"],
        Labels(
            {
                "highlight": "The first one pale, what differs in red",
                "difference": "How far each pixel is off, white on black",
                "none": "No picture",
            }
        ),
    ] = Field(default="highlight", description="The picture of the differences.")
    tolerance: Annotated[int, Ui(group="advanced")] = Field(
        default=0,
        ge=0,
        le=255,
        description="How far a channel may be off, of 255, before a pixel counts as different.",
    )
    resize: Annotated[bool, Ui(group="advanced")] = Field(
        default=False, description="Bring the second picture to the size of the first; else they must agree."
    )


class ImageComparison(BaseModel):
    """How alike both pictures are."""

    identical: bool = Field(description="Whether every pixel is the same.")
    ssim: float = Field(description="Structural similarity of their brightness; 1 is the same to the eye.")
    psnr: float | None = Field(description="Peak signal-to-noise ratio in decibels; null where all is equal.")
    differing_pixels: int = Field(description="How many pixels differ by more than the tolerance.")
    differing_share: float = Field(description="The same as a share of all, from 0 to 1.")
    largest_difference: int = Field(description="The most that any channel is off, of 255.")
    width: int = Field(description="The width of what was compared.")
    height: int = Field(description="The height of what was compared.")
