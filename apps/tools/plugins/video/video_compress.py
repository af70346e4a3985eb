"""The tool `video-compress`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.video.compress_options import CompressedVideo, VideoCompressOptions
from apps.tools.plugins.video.compression import compress
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoCompress(BaseTool[VideoCompressOptions]):
    """Make a video smaller: below a size in bytes, by two passes, or to a quality."""

    name = "video-compress"
    title = "Compress video"
    category = "video"
    icon = "arrows-collapse"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = ("mp4", "mkv", "mov", "webm")
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = ("compress video", "compress mp4", "reduce video size", "shrink video", "video compressor")
    examples = (
        Example("Small enough for a mail", {"target_size": 20_000_000}),
        Example("Smaller, and still good", {"crf": 26, "height": 1080}),
    )
    result_type = CompressedVideo

    def process(self, run: ToolRun[VideoCompressOptions]) -> ToolOutput:
        """Compress, and say how far it came."""
        options, video = run.options, inspect_video(run.source)
        made = compress(run, video)
        after, (width, height) = made.path.stat().st_size, made.writer.size
        result = CompressedVideo(
            bytes_before=run.source.size,
            bytes_after=after,
            ratio=round(after / run.source.size, 4),
            reached=after <= options.target_size if options.target_size else None,
            video_bitrate=made.bitrate,
            width=width,
            height=height,
            duration_seconds=made.seconds,
        )
        notes = [*made.writer.notes()]
        if after >= run.source.size:
            notes.append("The result is not smaller than the source, which was well compressed already.")
        claims = made.writer.claims(made.seconds)
        return run.write(made.path, format=options.output_format, claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
