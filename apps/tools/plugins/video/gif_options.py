"""What `video-to-gif` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.media.span import SpanOptions
from apps.tools.plugins.video.options import Side

_PALETTE = Ui(group="advanced", visible_if={"output_format": ["gif"]})


class VideoToGifOptions(SpanOptions):
    """Nothing must be chosen."""

    output_format: Annotated[
        Literal["gif", "webp", "apng"],
        Labels({"gif": "GIF", "webp": "Animated WebP (smaller)", "apng": "Animated PNG (no loss)"}),
    ] = Field(default="gif", description="The kind of animation.")
    frame_rate: float = Field(default=12, ge=1, le=50, description="Pictures a second.")
    width: Side = Field(default=480, description="Largest width; empty for that of the video.")
    loop: int = Field(default=0, ge=0, le=1000, description="How often it plays; 0 is for ever.")
    colours: Annotated[int, _PALETTE] = Field(
        default=256, ge=2, le=256, description="Colours of the palette."
    )
    dither: Annotated[
        Literal["sierra2_4a", "bayer", "none"],
        Labels({"sierra2_4a": "Smooth", "bayer": "Pattern (smaller)", "none": "None (flat colours)"}),
        _PALETTE,
    ] = Field(default="sierra2_4a", description="How colours beyond the palette are imitated.")
    quality: Annotated[int, Ui(group="advanced", visible_if={"output_format": ["webp"]})] = Field(
        default=75, ge=1, le=100, description="100 looks best, smaller is smaller."
    )
