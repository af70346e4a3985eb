"""The tool `audio-convert`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.audio.convert_options import AudioConvertOptions
from apps.tools.plugins.audio.losses import losses_of_sound
from apps.tools.plugins.audio.loudness import levelling, measure
from apps.tools.plugins.audio.results import SoundResult, describe
from apps.tools.plugins.audio.writing import SoundWriter
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_sound
from apps.tools.plugins.media.sounds import SOUNDS
from apps.tools.verification.media import AUDIO_DEMUXERS


class AudioConvert(BaseTool[AudioConvertOptions]):
    """Convert sound between formats, with its tags and cover; level its loudness on the way."""

    name = "audio-convert"
    title = "Convert audio"
    category = "audio"
    icon = "music-note"
    input_formats = tuple(AUDIO_DEMUXERS)
    output_formats = tuple(SOUNDS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = (
        "audio converter", "convert audio", "wav to mp3", "flac to mp3", "m4a to mp3", "mp3 to wav",
        "ogg to mp3", "opus to mp3", "wma to mp3", "aac to mp3", "mp3 to m4a", "normalize audio",
        "loudness normalization",
    )  # fmt: skip
    examples = (
        Example("An MP3 for every player", {"output_format": "mp3", "bitrate": 192}),
        Example("As loud as the others on the web", {"output_format": "m4a", "loudness": -16}),
        Example("For an archive", {"output_format": "flac", "bit_depth": "24"}),
    )
    result_type = SoundResult

    def process(self, run: ToolRun[AudioConvertOptions]) -> ToolOutput:
        """Look, measure the loudness if it matters, and let ffmpeg work."""
        options, media = run.options, inspect_sound(run.source)
        track, target = media.audio[0], options.loudness
        found = measure(run, media, track, target=target) if target is not None else None
        writer = SoundWriter(
            media=media,
            track=track,
            target=options.output_format,
            choice=options.choice,
            filters=levelling(found, target=target, sample_rate=track.sample_rate)
            if found and target
            else (),
            keeps_metadata=options.metadata == "keep",
        )
        path, seconds = writer.write(run, share=(0.5, 1) if found else (0, 1))
        result = describe(writer, seconds=seconds, loudness=found.input_i if found else None)
        notes, claims = tuple(writer.notes()), writer.claims(seconds)
        return run.write(path, format=options.output_format, claims=claims, result=result, notes=notes)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return losses_of_sound(source=source, target=target)
