"""The tool `video-rotate`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.video import ffmpeg
from apps.tools.plugins.video.containers import CONTAINERS
from apps.tools.plugins.video.inspection import check_complete, demuxer_of, inspect_video
from apps.tools.plugins.video.rotate_options import VideoRotateOptions, VideoRotation
from apps.tools.plugins.video.rotation import plan_rotation
from apps.tools.verification.video import DEMUXERS


class VideoRotate(BaseTool[VideoRotateOptions]):
    """Turn a video by a quarter or a half; without loss where the container can carry a rotation tag."""

    name = "video-rotate"
    title = "Rotate video"
    category = "video"
    icon = "arrow-clockwise"
    input_formats = tuple(DEMUXERS)
    output_formats = tuple(CONTAINERS)
    max_file_size = 500 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072, disk_mb=4096)
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
        """Look, decide, let ffmpeg work, and look at what it made."""
        options, demuxer = run.options, demuxer_of(run.source)
        video = inspect_video(run.source.path, demuxer)
        plan = plan_rotation(
            video, options.rotation, mode=options.mode, source=run.source.format, target=options.output_format
        )
        path = run.output_path(plan.target)
        source = ffmpeg.input_arguments(run.source.path, demuxer)
        argv = ffmpeg.command(plan.before_input(), source, plan.after_input(), [f"file:{path}"])
        run.exec(argv, on_line=ffmpeg.progress_reader(run.progress, total=video.seconds))
        made = inspect_video(path, DEMUXERS[plan.target])
        check_complete(made, source=video)
        width, height = plan.size
        result = VideoRotation(
            rotation=options.rotation,
            mode=plan.mode,
            width=width,
            height=height,
            duration_seconds=made.seconds,
        )
        claims = {"width": width, "height": height, "duration_seconds": made.seconds or 0.0}
        notes = tuple(plan.notes())
        return run.write(path, format=plan.target, claims=claims, result=result, notes=notes)
