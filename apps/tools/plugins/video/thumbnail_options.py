"""What `video-thumbnail` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.media.span import Moment
from apps.tools.plugins.video.options import Side

_Count = Annotated[int, Field(ge=1, le=10)]


class VideoThumbnailOptions(ToolOptions):
    """Nothing must be chosen."""

    output_format: Annotated[
        Literal["jpg", "png", "webp"], Labels({"jpg": "JPEG", "png": "PNG", "webp": "WebP"})
    ] = Field(default="jpg", description="The kind of picture.")
    moment: Moment | None = Field(
        default=None, description="When the picture is taken; empty for a telling one near the beginning."
    )
    columns: _Count = Field(default=1, description="Pictures beside each other, spread over the whole video.")
    rows: _Count = Field(default=1, description="Pictures below each other, spread over the whole video.")
    width: Side = Field(
        default=None, description="Largest width of each picture; empty for that of the video."
    )
    quality: Annotated[int, Ui(group="advanced", visible_if={"output_format": ["jpg", "webp"]})] = Field(
        default=85, ge=1, le=100, description="100 looks best, smaller is smaller."
    )
