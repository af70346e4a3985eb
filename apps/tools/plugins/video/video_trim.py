"""The tool `video-trim`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS, as_video_format
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.media.span import WITHOUT_INDEX
from apps.tools.plugins.media.writing import VideoWriter
from apps.tools.plugins.video.conversion import same_encoding
from apps.tools.plugins.video.results import VideoResult, describe
from apps.tools.plugins.video.trim_options import VideoTrimOptions
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoTrim(BaseTool[VideoTrimOptions]):
    """Keep a part of a video, in its format: exact to the picture, or copied without loss."""

    name = "video-trim"
    title = "Trim video"
    category = "video"
    icon = "scissors"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = tuple(CONTAINERS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = ("cut video", "video cutter", "trim mp4", "cut mp4", "shorten video", "clip video")
    examples = (
        Example("Half a minute from the second minute on", {"start": 60, "duration": 30}),
        Example("Without the end, at once", {"end": 600, "mode": "copy"}),
    )
    result_type = VideoResult

    def process(self, run: ToolRun[VideoTrimOptions]) -> ToolOutput:
        """Seek, and let ffmpeg write until the end of the part."""
        options, video = run.options, inspect_video(run.source)
        target = as_video_format(run.source.format)
        encoding = same_encoding(video, target, crf=options.crf) if options.mode == "exact" else None
        # The packets of lossless sound are short enough for a cut between them.
        copies = not encoding or all(track.is_lossless for track in video.audio)
        writer = VideoWriter(video=video, target=target, encoding=encoding, copies_sound=copies)
        path, seconds = writer.write(run, span=options.span(video.seconds))
        notes = [*writer.notes()]
        if not encoding and options.start:
            side = "after" if video.demuxer in WITHOUT_INDEX else "before"
            notes.append(f"It begins at the nearest key picture {side} the start that was asked for.")
        result, claims = describe(writer, seconds=seconds), writer.claims(seconds)
        return run.write(path, format=target, claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
