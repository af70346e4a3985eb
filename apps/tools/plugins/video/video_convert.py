"""The tool `video-convert`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.video.conversion import plan_conversion
from apps.tools.plugins.video.convert_options import VideoConvertOptions
from apps.tools.plugins.video.losses import losses_of_video
from apps.tools.plugins.video.results import VideoResult, describe
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoConvert(BaseTool[VideoConvertOptions]):
    """Convert a video, or an animated GIF, to another format; copied where the format allows it."""

    name = "video-convert"
    title = "Convert video"
    category = "video"
    icon = "film"
    input_formats = (*VIDEO_DEMUXERS, "gif")
    output_formats = tuple(format for format in CONTAINERS if format != "vob")
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    preference = 1
    aliases = (
        "video converter", "convert video", "mov to mp4", "mkv to mp4", "avi to mp4", "webm to mp4",
        "wmv to mp4", "flv to mp4", "mp4 to webm", "mp4 to mov", "mp4 to avi", "ts to mp4", "gif to mp4",
        "remux",
    )  # fmt: skip
    examples = (
        Example("An MP4 for every player", {"output_format": "mp4"}),
        Example("Small, for the web", {"output_format": "webm", "height": 720, "crf": 28}),
        Example("Another container, every picture as it was", {"output_format": "mkv", "mode": "copy"}),
    )
    result_type = VideoResult

    def process(self, run: ToolRun[VideoConvertOptions]) -> ToolOutput:
        """Look, decide, and let ffmpeg work."""
        video = inspect_video(run.source)
        writer = plan_conversion(video, run.options, source=run.source.format)
        path, seconds = writer.write(run)
        result, notes = describe(writer, seconds=seconds), tuple(writer.notes())
        claims = writer.claims(seconds)
        return run.write(path, format=writer.target, claims=claims, result=result, notes=notes)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return losses_of_video(source=source, target=target)
