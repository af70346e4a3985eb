"""What `video-add-subtitles` can be asked for."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.subtitle.convert_options import EncodingChoice
from apps.tools.plugins.video.options import Quality

_BURNED = Ui(group="advanced", visible_if={"mode": ["burn"]})


class VideoAddSubtitlesOptions(ToolOptions):
    """Nothing must be chosen."""

    mode: Annotated[
        Literal["track", "burn"],
        Labels({"track": "As a track that players can hide (no loss)", "burn": "Into the pictures"}),
    ] = Field(default="track", description="Whether players can switch them off.")
    language: Annotated[str, Ui(visible_if={"mode": ["track"]})] = Field(
        default="und", pattern="^[a-z]{3}$", description="The language of the track, as eng, deu or fra…"
    )
    font_size: Annotated[int, _BURNED] = Field(
        default=18,
        ge=8,
        le=72,
        description="As large as in a picture of 288 lines; files with styles keep theirs.",
    )
    encoding: EncodingChoice = "auto"
    crf: Annotated[Quality, _BURNED] = None
