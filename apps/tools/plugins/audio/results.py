"""What the tools for sound answer."""

from typing import Literal

from pydantic import BaseModel, Field

from apps.tools.plugins.audio.writing import SoundWriter


class SoundResult(BaseModel):
    """A sound file that was made."""

    mode: Literal["copy", "encode"] = Field(description="Whether the sound was copied or encoded.")
    codec: str = Field(description="The codec of the result.")
    sample_rate: int = Field(description="Samples a second.")
    channels: int = Field(description="1 is mono, 2 is stereo.")
    duration_seconds: float | None = Field(description="Its length.")
    measured_loudness: float | None = Field(
        default=None, description="How loud the source was, in LUFS; only where the loudness was levelled."
    )


def describe(writer: SoundWriter, *, seconds: float | None, loudness: float | None = None) -> SoundResult:
    """The result of one writer."""
    return SoundResult(
        mode="copy" if writer.copies else "encode",
        codec=writer.codec,
        sample_rate=writer.sample_rate,
        channels=writer.channels,
        duration_seconds=seconds,
        measured_loudness=loudness,
    )
