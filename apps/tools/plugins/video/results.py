"""What the tools for video answer."""

from typing import Literal

from pydantic import BaseModel, Field

from apps.tools.plugins.media.writing import VideoWriter


class VideoResult(BaseModel):
    """A video that was made."""

    mode: Literal["copy", "reencode"] = Field(
        description="Whether the pictures were copied or encoded again."
    )
    video_codec: str = Field(description="The codec of the pictures.")
    width: int = Field(description="Width as players show it.")
    height: int = Field(description="Height as players show it.")
    duration_seconds: float | None = Field(description="Its length; null if the file does not say.")


def describe(writer: VideoWriter, *, seconds: float | None) -> VideoResult:
    """The result of one writer."""
    width, height = writer.size
    return VideoResult(
        mode="reencode" if writer.encoding else "copy",
        video_codec=writer.codec,
        width=width,
        height=height,
        duration_seconds=seconds,
    )
