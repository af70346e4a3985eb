"""The tool `subtitle-extract`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.subtitle.extract_options import ExtractedSubtitles, SubtitleExtractOptions
from apps.tools.plugins.subtitle.tracks import choose_track, extract_cues
from apps.tools.plugins.subtitle.writing import lost, write_subtitles


class SubtitleExtract(BaseTool[SubtitleExtractOptions]):
    """Take the subtitles out of a video, as a file of their own."""

    name = "subtitle-extract"
    title = "Extract subtitles"
    category = "video"
    icon = "subtitles"
    input_formats = tuple(format for format, container in CONTAINERS.items() if container.subtitles)
    output_formats = ("srt", "vtt", "ass", "txt")
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.COPYING
    requires = ffmpeg.REQUIRES
    aliases = ("mkv to srt", "mp4 to srt", "extract subtitles", "mkv subtitles", "video to srt")
    examples = (
        Example("The first track", {"output_format": "srt"}),
        Example("The second track, for the web", {"output_format": "vtt", "track": 2}),
    )
    result_type = ExtractedSubtitles

    def process(self, run: ToolRun[SubtitleExtractOptions]) -> ToolOutput:
        """Choose the track, and write it."""
        options, video = run.options, inspect_video(run.source)
        track = choose_track(video, options.track)
        cues = extract_cues(run, video, track)
        result = ExtractedSubtitles(cues=len(cues), language=track.language, tracks=len(video.subtitles))
        claims = {} if options.output_format == "txt" else {"cues": len(cues)}
        notes = tuple(lost(cues, options.output_format))
        text = write_subtitles(cues, options.output_format)
        return run.write(text, format=options.output_format, claims=claims, result=result, notes=notes)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - any video
        times = ("The times.",) if target == "txt" else ()
        return ("The pictures and the sound.", *times)
