"""What `video-trim` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.media.span import SpanOptions
from apps.tools.plugins.video.options import Quality


class VideoTrimOptions(SpanOptions):
    """Which part to keep."""

    mode: Annotated[
        Literal["exact", "copy"],
        Labels({"exact": "Exact to the picture", "copy": "Copy (no loss, near the start)"}),
    ] = Field(
        default="exact",
        description="A copy is quick and loses nothing, but begins at a key picture: often seconds before.",
    )
    crf: Annotated[Quality, Ui(group="advanced", visible_if={"mode": ["exact"]})] = None
