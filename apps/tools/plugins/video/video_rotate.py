"""The tool `video-rotate`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.video.rotate_options import VideoRotateOptions, VideoRotation
from apps.tools.plugins.video.rotation import plan_rotation
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoRotate(BaseTool[VideoRotateOptions]):
    """Turn a video by a quarter or a half; without loss where the container can carry a rotation tag."""

    name = "video-rotate"
    title = "Rotate video"
    category = "video"
    icon = "arrow-clockwise"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = ("mp4", "mkv", "mov", "webm")
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = (
        "video-rotation", "rotate video", "turn video", "flip video upside down", "rotate mp4",
        "sideways video", "portrait to landscape",
    )  # fmt: skip
    examples = (
        Example("A phone video that lies on its side", {"rotation": "90_cw"}),
        Example("Upside down, for every player", {"rotation": "180", "mode": "reencode"}),
    )
    result_type = VideoRotation

    def process(self, run: ToolRun[VideoRotateOptions]) -> ToolOutput:
        """Look, decide, let ffmpeg work, and compare what it wrote with what it was to write."""
        options, video = run.options, inspect_video(run.source)
        plan = plan_rotation(
            video, options.rotation, mode=options.mode, source=run.source.format, target=options.output_format
        )
        path, seconds = plan.writer.write(run, before=plan.before_input())
        width, height = plan.writer.size
        result = VideoRotation(
            rotation=options.rotation, mode=plan.mode, width=width, height=height, duration_seconds=seconds
        )
        claims, notes = plan.writer.claims(seconds), tuple(plan.writer.notes())
        return run.write(path, format=plan.target, claims=claims, result=result, notes=notes)
