"""What `extract-audio` can be asked for."""

from typing import Self

from pydantic import Field, model_validator

from apps.tools.base import ToolOptions
from apps.tools.plugins.audio.options import Bitrate, Channels, Metadata, OutputFormat, refuse_contradictions
from apps.tools.plugins.media.audio_encoders import SoundChoice


class ExtractAudioOptions(ToolOptions):
    """Nothing must be chosen."""

    output_format: OutputFormat = "mp3"
    bitrate: Bitrate = None
    track: int = Field(default=1, ge=1, le=32, description="Which sound track, from 1.")
    channels: Channels = None
    metadata: Metadata = "remove"

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        refuse_contradictions(format=self.output_format, bitrate=self.bitrate)
        return self

    @property
    def choice(self) -> SoundChoice:
        """What is wanted of the sound."""
        return SoundChoice(kbps=self.bitrate, channels=self.channels)
