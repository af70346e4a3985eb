"""What `media-join` can be asked for, and what it answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import Labels, ToolOptions


class MediaJoinOptions(ToolOptions):
    """The order is that of the files."""

    mode: Annotated[
        Literal["auto", "copy", "reencode"],
        Labels(
            {"auto": "Copy if they are alike", "copy": "Copy only (no loss)", "reencode": "Encode everything"}
        ),
    ] = Field(
        default="auto", description="Files of the same codecs and sizes can be joined without any loss."
    )


class JoinedMedia(BaseModel):
    """What was joined."""

    mode: Literal["copy", "reencode"] = Field(description="Whether the tracks were copied or encoded again.")
    files: int = Field(description="How many files were joined.")
    duration_seconds: float | None = Field(description="The length of the result.")
