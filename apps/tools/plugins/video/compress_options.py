"""What `video-compress` can be asked for, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.video.options import Preset, Quality, Side


class VideoCompressOptions(ToolOptions):
    """To a size, or to a quality."""

    target_size: Annotated[int | None, Ui(unit="bytes")] = Field(
        default=None,
        ge=20_000,
        le=2**34,
        description="The size to stay below; empty to compress to a quality.",
    )
    crf: Quality = None
    output_format: Annotated[
        Literal["mp4", "mkv", "mov", "webm"],
        Labels({"mp4": "MP4", "mkv": "Matroska", "mov": "QuickTime", "webm": "WebM"}),
    ] = Field(default="mp4", description="The container of the result.")
    codec: Annotated[
        Literal["h264", "hevc", "vp9"],
        Labels({"h264": "H.264, for every player", "hevc": "H.265, smaller", "vp9": "VP9, for the web"}),
    ] = Field(default="h264", description="How the pictures are encoded; WebM takes VP9 only.")
    width: Side = Field(default=None, description="Largest width; empty for no bound.")
    height: Side = Field(default=None, description="Largest height; empty for no bound.")
    preset: Preset = "balanced"

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        if self.target_size and self.crf is not None:
            raise ValueError("Give a target_size or a crf, not both.")
        if self.output_format == "mov" and self.codec == "vp9":
            raise ValueError("mov does not take VP9: choose mp4, mkv or webm.")
        return self


class CompressedVideo(BaseModel):
    """How small it became."""

    bytes_before: int = Field(description="Size of the source.")
    bytes_after: int = Field(description="Size of the result.")
    ratio: float = Field(description="The result's size for each byte of the source.")
    reached: bool | None = Field(description="Whether it is within target_size; null if none was given.")
    video_bitrate: int | None = Field(description="Bits a second for the pictures; null with a crf.")
    width: int = Field(description="Width as players show it.")
    height: int = Field(description="Height as players show it.")
    duration_seconds: float | None = Field(description="Its length.")
