"""What `video-convert` can be asked for."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.media.containers import CONTAINERS
from apps.tools.plugins.media.video_encoders import Codec
from apps.tools.plugins.video.options import Metadata, OutputFormat, Preset, Quality, Side

_CODECS = {
    "auto": "What is usual in the format",
    "h264": "H.264",
    "hevc": "H.265",
    "vp9": "VP9",
    "av1": "AV1",
    "mpeg4": "MPEG-4",
    "mpeg2video": "MPEG-2",
    "wmv2": "Windows Media 8",
    "flv1": "Sorenson",
    "theora": "Theora",
}


class VideoConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: OutputFormat
    mode: Annotated[
        Literal["auto", "copy", "reencode"],
        Labels(
            {"auto": "Copy if possible", "copy": "Copy only (no loss)", "reencode": "Encode every picture"}
        ),
    ] = Field(
        default="auto", description="A copy is quick and loses nothing; not every format takes every codec."
    )
    codec: Annotated[Literal["auto", Codec], Labels(_CODECS)] = Field(
        default="auto", description="How the pictures are encoded."
    )
    width: Side = Field(default=None, description="Largest width; empty for no bound.")
    height: Side = Field(default=None, description="Largest height; empty for no bound.")
    frame_rate: float | None = Field(
        default=None, ge=1, le=120, description="Pictures a second; empty keeps them."
    )
    crf: Quality = None
    preset: Preset = "fast"
    audio_bitrate: Annotated[int | None, Ui(unit="kbit/s", group="advanced")] = Field(
        default=None, ge=16, le=640, description="How much the sound may take; empty for what is usual."
    )
    metadata: Metadata = "remove"

    @property
    def changes_pictures(self) -> bool:
        """Whether something was asked for that a copy cannot give."""
        return bool(self.width or self.height or self.frame_rate) or self.crf is not None

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        known = CONTAINERS[self.output_format].encodes
        if self.codec != "auto" and self.codec not in known:
            raise ValueError(
                f"{self.output_format} is written with: {', '.join(known)}; not with {self.codec}."
            )
        if self.mode == "copy" and self.changes_pictures:
            raise ValueError("A copy cannot be resized, re-timed or compressed: choose the mode 'reencode'.")
        return self
