"""Says to ffmpeg how a video is written: which tracks are copied, and how the others are encoded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.tools.base import ToolRun
from apps.tools.plugins.media.audio_encoders import AS_IT_IS, SoundChoice, encoder_arguments
from apps.tools.plugins.media.containers import WITHOUT_TIMESTAMPS
from apps.tools.plugins.media.ffmpeg import run_ffmpeg
from apps.tools.plugins.media.inspection import check_complete, length_of
from apps.tools.plugins.media.pictures import Pictures
from apps.tools.plugins.media.span import Span
from apps.tools.plugins.media.tracks import AudioTrack, SubtitleTrack


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoWriter(Pictures):
    """How one video becomes a file of another format, or of its own."""

    with_sound: bool = True
    copies_sound: bool = True
    sound: SoundChoice = AS_IT_IS
    with_subtitles: bool = True
    keeps_metadata: bool = False

    def arguments(self) -> list[str]:
        """What ffmpeg is told about the output, but for its name."""
        return [
            *self._maps(),
            *self.picture_arguments(),
            *self._sound(),
            *self._texts(),
            *self.container.flags,
            *("-max_muxing_queue_size", "4096", "-f", self.container.muxer),
        ]

    def write(
        self,
        run: ToolRun[Any],
        *,
        before: Sequence[str] = (),
        beside: Sequence[str] = (),
        added: Sequence[str] = (),
        span: Span | None = None,
        share: tuple[float, float] = (0, 1),
    ) -> tuple[Path, float | None]:
        """Let ffmpeg work; the path of the result, and its seconds.

        `before` is said of the source, `beside` names another input, and `added` is said of the output.
        Raises InvalidInputError when the source ends before its time.
        """
        part, path = span or Span(), run.output_path(self.target)
        source = part.input_arguments(run.source.path, self.video.demuxer, is_copied=not self.encoding)
        output = (*beside, *part.output_arguments(), *self.arguments(), *added, f"file:{path}")
        total = part.length or self.video.seconds
        seconds = run_ffmpeg(run, before, source, output, total=total, share=share, needs_pictures=True)
        if span is None:
            check_complete(seconds, source=self.video)
        if (span and not self.encoding) or self.video.demuxer == "gif":
            # A copy begins before the time that ffmpeg counts from, and how long a GIF's last picture is
            # shown it does not count.
            seconds = length_of(path, self.target)
        return path, seconds

    def claims(self, seconds: float | None) -> dict[str, float]:
        """What the result is checked for, where a copy leaves no doubt about it.

        How a mirrored one is shown is each player's idea, and how long one without timestamps is, a guess.
        """
        width, height = self.size
        is_mirrored = self.video.rotation is None and not self.encoding
        is_guessed = self.target in WITHOUT_TIMESTAMPS and not self.encoding
        shown = {} if is_mirrored else {"width": width, "height": height}
        return {**shown, **({"duration_seconds": seconds} if seconds and not is_guessed else {})}

    @property
    def _audio(self) -> tuple[AudioTrack, ...]:
        return self.video.audio if self.with_sound else ()

    @property
    def kept_subtitles(self) -> tuple[SubtitleTrack, ...]:
        """The tracks of the source that the container takes."""
        if not self.with_subtitles:
            return ()
        takes = self.container.subtitle_codecs
        return tuple(
            track
            for track in self.video.subtitles
            if track.codec in takes or (track.is_text and self.container.subtitles)
        )

    def _maps(self) -> Iterator[str]:
        sounds, texts = self._audio, self.kept_subtitles
        for index in (
            self.video.index,
            *(track.index for track in sounds),
            *(track.index for track in texts),
        ):
            yield from ("-map", f"0:{index}")
        kept = "0" if self.keeps_metadata else "-1"
        yield from ("-map_metadata", kept, "-map_chapters", kept)

    def _copies(self, track: AudioTrack) -> bool:
        rates = self.container.audio_rates
        fits = track.codec in self.container.audio_codecs and (not rates or track.sample_rate in rates)
        return fits and self.copies_sound and self.sound.is_empty

    def _sound(self) -> Iterator[str]:
        choice = self.sound
        if rates := self.container.audio_rates:
            choice = SoundChoice(kbps=choice.kbps, channels=choice.channels, sample_rate=rates[0])
        for number, track in enumerate(self._audio):
            if self._copies(track):
                yield from (f"-c:a:{number}", "copy")
            else:
                yield from encoder_arguments(
                    self.container.audio_encoder, track, choice=choice, number=number
                )
            yield from language_arguments("a", number, track.language)

    def _texts(self) -> Iterator[str]:
        for number, track in enumerate(self.kept_subtitles):
            copied = track.codec in self.container.subtitle_codecs
            yield from (f"-c:s:{number}", "copy" if copied else self.container.subtitles or "")
            yield from language_arguments("s", number, track.language)

    def notes(self) -> Iterator[str]:
        """What was lost or chosen."""
        yield from self.picture_notes()
        encoded = {track.codec for track in self._audio if not self._copies(track)}
        encoder = self.container.audio_encoder
        for codec in sorted(encoded - self.container.audio_codecs):
            yield f"{self.target} does not take {codec} sound; it was encoded as {encoder}."
        for codec in sorted(encoded & self.container.audio_codecs):
            yield f"The {codec} sound was encoded again with {encoder}."
        left_out = len(self.video.subtitles) - len(self.kept_subtitles)
        if self.with_subtitles and left_out:
            yield f"{left_out} subtitle tracks were left out: {self.target} does not take them."
        others = self.video.others + (self.video.cover is not None)
        if others:
            yield f"{others} picture, attachment or data tracks were left out."
        if self.video.has_metadata and not self.keeps_metadata:
            yield "Title, place, chapters and other metadata were left out."


def language_arguments(kind: str, number: int, language: str) -> tuple[str, ...]:
    """The language of a track, if it is a code; it comes from the file, so nothing else passes."""
    known = re.fullmatch("[a-z]{3}", language)
    return (f"-metadata:s:{kind}:{number}", f"language={language}") if known else ()
