"""Says to ffmpeg how one sound track becomes a file: copied where it can be, encoded elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.tools.base import ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.audio_encoders import (
    AS_IT_IS,
    ENCODERS,
    SoundChoice,
    encoder_arguments,
    output_rate,
    stored_bits,
)
from apps.tools.plugins.media.inspection import check_complete, length_of_sound
from apps.tools.plugins.media.sounds import SOUNDS, AudioFormat, SoundFile
from apps.tools.plugins.media.span import Span
from apps.tools.plugins.media.tracks import AudioTrack, Media


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundWriter:
    """How one track of a file is written."""

    media: Media
    track: AudioTrack
    target: AudioFormat
    choice: SoundChoice = AS_IT_IS
    filters: tuple[str, ...] = ()
    may_copy: bool = True
    keeps_metadata: bool = True

    @property
    def file(self) -> SoundFile:
        """The output format."""
        return SOUNDS[self.target]

    @property
    def copies(self) -> bool:
        """Whether the packets go over as they are."""
        fits = self.track.codec in self.file.codecs
        return fits and self.may_copy and self.choice.is_empty and not self.filters

    @property
    def codec(self) -> str:
        """The codec of the result."""
        return self.track.codec if self.copies else ENCODERS[self.file.encoder].codec

    @property
    def sample_rate(self) -> int:
        """The sample rate of the result."""
        if self.copies:
            return self.track.sample_rate
        return output_rate(self.file.encoder, self.track, choice=self.choice)

    @property
    def channels(self) -> int:
        """The channels of the result."""
        wanted = self.choice.channels or self.track.channels
        return self.track.channels if self.copies else min(wanted, ENCODERS[self.file.encoder].max_channels)

    @property
    def _keeps_cover(self) -> bool:
        return self.keeps_metadata and self.file.has_cover and self.media.cover is not None

    def arguments(self) -> list[str]:
        """What ffmpeg is told about the output, but for its name."""
        encode = (
            ["-c:a", "copy"]
            if self.copies
            else encoder_arguments(self.file.encoder, self.track, choice=self.choice, filters=self.filters)
        )
        cover = ("-map", f"0:{self.media.cover}", "-c:v", "copy", "-disposition:v:0", "attached_pic")
        return [
            *("-map", f"0:{self.track.index}"),
            *(cover if self._keeps_cover else ()),
            *self._tags(),
            *encode,
            *self.file.flags,
            *("-f", self.file.muxer),
        ]

    def _tags(self) -> tuple[str, ...]:
        if not self.keeps_metadata:
            return ("-map_metadata", "-1", "-map_chapters", "-1")
        # Ogg keeps its tags with the track, the others with the file.
        return ("-map_metadata", f"0:s:{self.track.index}") if self.media.demuxer == "ogg" else ()

    def notes(self) -> Iterator[str]:
        """What was lost or chosen."""
        if self.copies:
            yield f"The {self.track.codec} sound was copied as it is, without any loss."
        else:
            yield from self._notes_on_quality()
        if len(self.media.audio) > 1:
            yield f"One of {len(self.media.audio)} sound tracks was taken."
        if self.media.has_metadata and not self.keeps_metadata:
            yield "Title, place, chapters and other metadata were left out."
        elif self.media.has_metadata and not self.file.has_tags:
            yield f"Title, artist and other tags were left out: {self.target} has no place for them."
        if self.media.cover is not None and not self._keeps_cover:
            yield "The cover was left out."

    def _notes_on_quality(self) -> Iterator[str]:
        track, encoder = self.track, ENCODERS[self.file.encoder]
        if not encoder.is_lossless:
            was = "Every sample was stored" if track.is_lossless else f"It was stored as {track.codec}"
            yield f"{was}; as {encoder.codec} some quality was lost."
        elif stored_bits(track, self.choice) < track.bits and track.is_lossless:
            yield f"Samples of {track.bits} bits were rounded to {stored_bits(track, self.choice)}."
        if self.sample_rate != (self.choice.sample_rate or track.sample_rate):
            yield f"{encoder.codec} is sampled at {self.sample_rate} Hz, not at {track.sample_rate} Hz."
        if self.channels < (self.choice.channels or track.channels):
            yield f"{track.channels} channels were mixed to {self.channels}: {encoder.codec} has no more."

    def write(
        self, run: ToolRun[Any], *, span: Span | None = None, share: tuple[float, float] = (0, 1)
    ) -> tuple[Path, float | None]:
        """Let ffmpeg work; the path of the result, and its seconds.

        Raises InvalidInputError when the source ends before its time.
        """
        part, path = span or Span(), run.output_path(self.target)
        if span and self.copies:
            return path, self._write_packets(run, span, path)
        source = part.input_arguments(run.source.path, self.media.demuxer)
        output = (*part.output_arguments(), *self.arguments(), f"file:{path}")
        total = part.length or self.media.seconds
        seconds = ffmpeg.run_ffmpeg(run, source, output, total=total, share=share)
        if span is None:
            check_complete(seconds, source=self.media)
        return path, seconds

    def _write_packets(self, run: ToolRun[Any], span: Span, path: Path) -> float | None:
        """Drop every packet that begins outside the part: a seek would end somewhere before it."""
        end = f"+gte(pts*tb,{span.start + span.length:.6f})" if span.length is not None else ""
        chosen = f"noise=drop='lt(pts*tb,{span.start:.6f}){end}',setts=pts=PTS-STARTPTS:dts=DTS-STARTDTS"
        source = ffmpeg.input_arguments(run.source.path, self.media.demuxer)
        output = (*self.arguments(), "-bsf:a", chosen, f"file:{path}")
        ffmpeg.run_ffmpeg(run, source, output, total=self.media.seconds)
        return length_of_sound(path, self.target)

    def claims(self, seconds: float | None) -> dict[str, float]:
        """What the result is checked for; the header of a copy may say half of what a decoder makes of it."""
        sampled = {} if self.copies else {"sample_rate": self.sample_rate, "channels": self.channels}
        return {**sampled, **({"duration_seconds": seconds} if seconds else {})}
