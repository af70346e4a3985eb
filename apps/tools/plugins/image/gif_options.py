"""What `images-to-gif` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import Colour, EditQuality
from apps.tools.plugins.image.options import Side


class ImagesToGifOptions(ToolOptions):
    """The frames come in the order of the files."""

    output_format: Annotated[
        Literal["gif", "webp", "apng"],
        Labels({"gif": "GIF", "webp": "WebP, smaller and in full colour", "apng": "Animated PNG, lossless"}),
    ] = Field(default="gif", description="The format to write.")
    delay: Annotated[int, Ui(unit="ms")] = Field(
        default=500,
        ge=20,
        le=60_000,
        description="How long each picture is shown; a GIF counts in steps of 10.",
    )
    last_delay: Annotated[int | None, Ui(group="advanced", unit="ms")] = Field(
        default=None,
        ge=20,
        le=60_000,
        description="How long the last one is shown, if not as long as the others.",
    )
    loop: int = Field(default=0, ge=0, le=1_000, description="How often it is played; 0 for ever.")
    width: Side | None = Field(
        default=None,
        description="The width of the animation; empty for that of the first picture, up to 1,000.",
    )
    fit: Annotated[
        Literal["contain", "cover"],
        Labels({"contain": "Contain: all of it, on the background", "cover": "Cover: cut what stands out"}),
    ] = Field(default="contain", description="How the others meet the proportions of the first.")
    background: Colour = Field(
        default="#ffffff", description="The colour around pictures of other proportions."
    )
    quality: EditQuality = 85
