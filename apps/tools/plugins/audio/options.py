"""The options that tools for sound share, so that one word means one thing in all of them."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import Labels, Ui
from apps.tools.plugins.media.audio_encoders import ENCODERS
from apps.tools.plugins.media.sounds import SOUNDS, TITLES, AudioFormat

LOSSY = [format for format, file in SOUNDS.items() if ENCODERS[file.encoder].kbps]
WITH_DEPTH = [format for format in SOUNDS if format not in LOSSY and format != "mka"]

OutputFormat = Annotated[AudioFormat, Field(description="The format to write."), Labels(TITLES)]
Bitrate = Annotated[
    int | None,
    Field(ge=8, le=640, description="How much the result may take; empty for what is usual."),
    Ui(unit="kbit/s", visible_if={"output_format": LOSSY}),
]
SampleRate = Annotated[
    int | None,
    Field(ge=8_000, le=192_000, description="Samples a second; empty keeps them where the format can."),
    Ui(unit="Hz", group="advanced"),
]
Channels = Annotated[
    int | None,
    Field(ge=1, le=8, description="1 is mono, 2 is stereo; empty keeps them where the format can."),
    Ui(group="advanced"),
]
BitDepth = Annotated[
    Literal["auto", "16", "24", "32"],
    Field(description="Bits of a sample, for formats that lose nothing."),
    Labels({"auto": "As it is", "16": "16 bits", "24": "24 bits", "32": "32 bits"}),
    Ui(group="advanced", visible_if={"output_format": WITH_DEPTH}),
]
Loudness = Annotated[
    float | None,
    Field(
        ge=-40, le=-5, description="Level to this loudness by EBU R 128; -16 suits the web, -23 television."
    ),
    Ui(unit="LUFS"),
]
Metadata = Annotated[
    Literal["keep", "remove"],
    Field(description="What happens to title, artist, cover, place and the like."),
    Labels({"keep": "Keep what the format can", "remove": "Remove all"}),
    Ui(group="advanced"),
]


def refuse_contradictions(*, format: AudioFormat, bitrate: int | None, bit_depth: str = "auto") -> None:
    """Raise ValueError for a choice that the format does not know."""
    if bitrate and format not in LOSSY:
        raise ValueError(
            f"{format} loses nothing, so it has no bitrate; those with one are {', '.join(LOSSY)}."
        )
    if bit_depth != "auto" and format not in WITH_DEPTH:
        raise ValueError(f"{format} has no bit_depth; those with one are {', '.join(WITH_DEPTH)}.")
    if bit_depth == "32" and format in {"flac", "wv", "tta"}:
        raise ValueError(f"{format} is written with 16 or 24 bits; choose wav or aiff for 32.")
