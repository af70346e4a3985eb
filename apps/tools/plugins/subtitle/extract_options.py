"""What `subtitle-extract` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions
from apps.tools.plugins.subtitle.convert_options import TITLES

Text = Literal["srt", "vtt", "ass", "txt"]


class SubtitleExtractOptions(ToolOptions):
    """Nothing must be chosen."""

    output_format: Annotated[Text, Labels(TITLES)] = Field(default="srt", description="The format to write.")
    track: int = Field(default=1, ge=1, le=32, description="Which subtitle track, from 1.")


class ExtractedSubtitles(BaseModel):
    """What was found."""

    cues: int = Field(description="How many subtitles were written.")
    language: str = Field(description="The language of the track as the video says it; empty if it does not.")
    tracks: int = Field(description="How many subtitle tracks the video has.")
