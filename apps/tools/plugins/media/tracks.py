"""What there is to know of a file before it is worked on."""

from dataclasses import dataclass
from fractions import Fraction

from apps.tools.plugins.media.codecs import TEXT_DECODERS

LOSSLESS = frozenset({"flac", "alac", "wavpack", "tta"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTrack:
    """A sound track: its place in the file, its codec, and how finely it is sampled."""

    index: int
    codec: str
    language: str
    sample_rate: int
    channels: int
    bits: int

    @property
    def is_lossless(self) -> bool:
        """Whether every sample is stored as it was recorded."""
        return self.codec in LOSSLESS or self.codec.startswith("pcm_")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtitleTrack:
    """A track of subtitles, as text or as pictures of text."""

    index: int
    codec: str
    language: str

    @property
    def is_text(self) -> bool:
        """Whether it can be written in another text format."""
        return self.codec in TEXT_DECODERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of sound or pictures."""

    demuxer: str
    seconds: float | None
    is_length_exact: bool
    """False when the length is a guess from the first bit rate."""
    audio: tuple[AudioTrack, ...]
    subtitles: tuple[SubtitleTrack, ...]
    cover: int | None
    others: int
    """Data, attached files and further pictures."""
    has_metadata: bool
    """Title, place, chapters and the like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video(Media):
    """A video; width and height are as players show it."""

    index: int
    codec: str
    pixel_format: str
    width: int
    height: int
    rotation: int | None
    """The quarter turns of its tag, in degrees clockwise; None when the tag mirrors or is no quarter turn."""
    frame_rate: Fraction
    transfer: int
    """How brightness is stored, by the numbers of ITU-T H.273; 16 and 18 are high dynamic range."""

    @property
    def is_hdr(self) -> bool:
        """Whether it is brighter than ordinary screens can show."""
        return self.transfer in {16, 18}
