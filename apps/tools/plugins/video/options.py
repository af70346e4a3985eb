"""The options that tools for video share, so that one word means one thing in all of them."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.media.containers import TITLES, VideoFormat
from apps.tools.plugins.media.video_encoders import Effort

OutputFormat = Annotated[VideoFormat, Field(description="The container to write."), Labels(TITLES)]
Quality = Annotated[
    int | None,
    Field(
        ge=0,
        le=51,
        description="On the scale of x264 for every codec: 18 looks like the source, 23 is usual, 28 small.",
    ),
    Ui(group="advanced"),
]
Preset = Annotated[
    Effort,
    Field(description="How long the encoder may think; more effort makes smaller files of the same quality."),
    Labels({"fast": "Fast", "balanced": "Balanced", "small": "Small, and slow"}),
    Ui(group="advanced"),
]
Side = Annotated[int | None, Field(ge=16, le=8192), Ui(unit="px")]
Metadata = Annotated[
    Literal["remove", "keep"],
    Field(description="What happens to title, place, chapters and the like."),
    Labels({"remove": "Remove all", "keep": "Keep what the container can"}),
    Ui(group="advanced"),
]
