"""The tool `extract-audio`."""

from apps.tools.base import BaseTool, Example, InvalidInputError, ToolOutput, ToolRun
from apps.tools.plugins.audio.extract_options import ExtractAudioOptions
from apps.tools.plugins.audio.losses import losses_of_sound
from apps.tools.plugins.audio.results import SoundResult, describe
from apps.tools.plugins.audio.writing import SoundWriter
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_sound
from apps.tools.plugins.media.sounds import SOUNDS
from apps.tools.verification.media import VIDEO_DEMUXERS


class ExtractAudio(BaseTool[ExtractAudioOptions]):
    """Take the sound out of a video: copied without loss where the format allows it, else encoded."""

    name = "extract-audio"
    title = "Extract audio from video"
    category = "audio"
    icon = "music-note"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = tuple(format for format in SOUNDS if format not in {"mp2", "wv", "tta", "amr"})
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = (
        "mp4-to-mp3", "mp4 to mp3", "video to mp3", "video to audio", "mov to mp3", "mkv to mp3",
        "webm to mp3", "avi to mp3", "mp4 to wav", "mp4 to m4a", "extract sound",
    )  # fmt: skip
    examples = (
        Example("An MP3", {"output_format": "mp3"}),
        Example("The sound of most MP4 files, untouched", {"output_format": "m4a"}),
    )
    result_type = SoundResult

    def process(self, run: ToolRun[ExtractAudioOptions]) -> ToolOutput:
        """Choose the track and write it."""
        options, media = run.options, inspect_sound(run.source)
        if options.track > len(media.audio):
            raise InvalidInputError(
                f"The video has {len(media.audio)} sound tracks; there is no track {options.track}.",
                code="input_not_allowed",
            )
        writer = SoundWriter(
            media=media,
            track=media.audio[options.track - 1],
            target=options.output_format,
            choice=options.choice,
            keeps_metadata=options.metadata == "keep",
        )
        path, seconds = writer.write(run)
        result, notes = describe(writer, seconds=seconds), tuple(writer.notes())
        claims = writer.claims(seconds)
        return run.write(path, format=options.output_format, claims=claims, result=result, notes=notes)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return losses_of_sound(source=source, target=target)
