"""What `audio-convert` can be asked for."""

from typing import Self

from pydantic import model_validator

from apps.tools.base import ToolOptions
from apps.tools.plugins.audio.options import (
    BitDepth,
    Bitrate,
    Channels,
    Loudness,
    Metadata,
    OutputFormat,
    SampleRate,
    refuse_contradictions,
)
from apps.tools.plugins.media.audio_encoders import SoundChoice


class AudioConvertOptions(ToolOptions):
    """Only the format must be chosen."""

    output_format: OutputFormat
    bitrate: Bitrate = None
    loudness: Loudness = None
    sample_rate: SampleRate = None
    channels: Channels = None
    bit_depth: BitDepth = "auto"
    metadata: Metadata = "keep"

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        refuse_contradictions(format=self.output_format, bitrate=self.bitrate, bit_depth=self.bit_depth)
        return self

    @property
    def choice(self) -> SoundChoice:
        """What is wanted of the sound."""
        return SoundChoice(
            kbps=self.bitrate,
            sample_rate=self.sample_rate,
            channels=self.channels,
            bits=None if self.bit_depth == "auto" else int(self.bit_depth),
        )
