"""What `video-rotate` can be asked for, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.media.containers import CONTAINERS
from apps.tools.plugins.video.rotation import Mode, Rotation


class VideoRotateOptions(ToolOptions):
    """Which way to turn the video, and how."""

    rotation: Annotated[
        Rotation, Labels({"90_cw": "90° clockwise", "90_ccw": "90° counter-clockwise", "180": "180°"})
    ] = Field(description="Which way to turn the video from how it is shown now.")
    output_format: Annotated[
        Literal["mp4", "mkv", "mov", "webm"],
        Labels({"mp4": "MP4", "mkv": "Matroska", "mov": "QuickTime", "webm": "WebM"}),
    ] = Field(default="mp4", description="The container of the result.")
    mode: Annotated[
        Mode,
        Labels(
            {"auto": "Tag if possible", "metadata": "Tag only (no loss)", "reencode": "Turn every picture"}
        ),
        Ui(group="advanced"),
    ] = Field(
        default="auto", description="A tag is quick and loses nothing; a few old players do not honour it."
    )

    @model_validator(mode="after")
    def _can_be_tagged(self) -> Self:
        if self.mode == "metadata" and not CONTAINERS[self.output_format].keeps_rotation:
            raise ValueError(
                f"Most players ignore a tag in {self.output_format}. Choose mp4 or mov, or another mode."
            )
        return self


class VideoRotation(BaseModel):
    """A turned video."""

    rotation: Rotation = Field(description="Which way it was turned.")
    mode: Literal["metadata", "reencode"] = Field(description="By its tag, or picture by picture.")
    width: int = Field(description="Width as players show it.")
    height: int = Field(description="Height as players show it.")
    duration_seconds: float | None = Field(description="Its length; null if the file does not say.")
