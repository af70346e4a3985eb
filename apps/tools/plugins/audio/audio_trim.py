"""The tool `audio-trim`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, InvalidInputError, ToolOutput, ToolRun
from apps.tools.plugins.audio.results import SoundResult, describe
from apps.tools.plugins.audio.trim_options import AudioTrimOptions
from apps.tools.plugins.audio.writing import SoundWriter
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_sound
from apps.tools.plugins.media.sounds import SOUNDS, as_audio_format
from apps.tools.verification.media import AUDIO_DEMUXERS

CUT_BETWEEN_PACKETS = frozenset({"mp3", "aac", "opus", "vorbis", "ac3", "mp2"})
"""Lossy codecs whose packets stand for themselves; the lossless ones lose nothing when encoded again."""


class AudioTrim(BaseTool[AudioTrimOptions]):
    """Keep a part of a sound file, in its format; copied without loss unless it fades."""

    name = "audio-trim"
    title = "Trim audio"
    category = "audio"
    icon = "scissors"
    input_formats = tuple(AUDIO_DEMUXERS)
    output_formats = tuple(SOUNDS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = ("cut audio", "mp3 cutter", "trim mp3", "audio cutter", "ringtone maker", "fade audio")
    examples = (
        Example("A ringtone", {"start": 30, "duration": 25, "fade_in": 0.5, "fade_out": 2}),
        Example("Without its first seconds", {"start": 4.5}),
    )
    result_type = SoundResult

    def process(self, run: ToolRun[AudioTrimOptions]) -> ToolOutput:
        """Seek, and let ffmpeg write until the end of the part."""
        options, media = run.options, inspect_sound(run.source)
        span, track = options.span(media.seconds), media.audio[0]
        writer = SoundWriter(
            media=media,
            track=track,
            target=as_audio_format(run.source.format),
            filters=options.fades(span.length),
            may_copy=options.mode == "auto" and track.codec in CUT_BETWEEN_PACKETS,
        )
        path, seconds = writer.write(run, span=span)
        if not seconds:
            raise InvalidInputError(f"The sound ends before {span.start:g} s.", code="input_not_allowed")
        result, notes = describe(writer, seconds=seconds), tuple(writer.notes())
        return run.write(
            path, format=writer.target, claims=writer.claims(seconds), result=result, notes=notes
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
