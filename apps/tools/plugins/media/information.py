"""What `media-info` answers."""

from pydantic import BaseModel, Field


class Chapter(BaseModel):
    """A named part."""

    title: str = Field(description="Its name; empty if it has none.")
    start_seconds: float = Field(description="When it begins.")
    end_seconds: float = Field(description="When it ends.")


class Track(BaseModel):
    """One stream of the file; what does not apply to its kind is null."""

    index: int = Field(description="Its place in the file, from 0.")
    kind: str = Field(description="video, cover, audio, subtitle, data or attachment.")
    codec: str = Field(description="Its codec, as ffmpeg calls it.")
    profile: str | None = Field(default=None, description="The profile of the codec.")
    language: str | None = Field(default=None, description="Its language, as three letters.")
    title: str | None = Field(default=None, description="What it is called.")
    is_default: bool = Field(description="Whether players choose it first.")
    duration_seconds: float | None = Field(default=None, description="Its length, if the file says it.")
    bit_rate: int | None = Field(default=None, description="Bits a second, if the file says it.")
    width: int | None = Field(default=None, description="Width as it is stored.")
    height: int | None = Field(default=None, description="Height as it is stored.")
    rotation: int | None = Field(default=None, description="Degrees clockwise that players turn it by.")
    aspect_ratio: str | None = Field(default=None, description="Width to height as players show it.")
    frame_rate: float | None = Field(default=None, description="Pictures a second.")
    pixel_format: str | None = Field(default=None, description="How colours are stored.")
    sample_rate: int | None = Field(default=None, description="Samples a second.")
    channels: int | None = Field(default=None, description="1 is mono, 2 is stereo.")
    channel_layout: str | None = Field(default=None, description="Where the channels are heard.")


class MediaInformation(BaseModel):
    """What is in a file of sound or pictures."""

    format: str = Field(description="The format of the file, by its extension.")
    container: str = Field(description="The container, in words.")
    size_bytes: int = Field(description="Size of the file.")
    duration_seconds: float | None = Field(description="Its length, if it is known.")
    bit_rate: int | None = Field(description="Bits a second of everything, if it is known.")
    tracks: list[Track] = Field(description="Its streams, in their order.")
    chapters: list[Chapter] = Field(description="Its named parts.")
    tags: dict[str, str] = Field(description="Title, artist, place and what else is written in it.")
