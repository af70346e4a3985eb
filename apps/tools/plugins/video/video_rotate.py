"""The tool `video-rotate`."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from apps.tools.base import BaseTool, Example, Labels, Limits, MiB, ToolOptions, ToolOutput, ToolRun, Ui
from apps.tools.plugins.video import ffmpeg
from apps.tools.plugins.video.containers import CONTAINERS, DEMUXERS, VideoFormat
from apps.tools.plugins.video.inspection import check_complete, demuxer_of, inspect_video
from apps.tools.plugins.video.rotation import Mode, Rotation, plan_rotation


class VideoRotateOptions(ToolOptions):
    """Which way to turn the video, and how."""

    rotation: Annotated[
        Rotation, Labels({"90_cw": "90° clockwise", "90_ccw": "90° counter-clockwise", "180": "180°"})
    ] = Field(description="Which way to turn the video from how it is shown now.")
    output_format: Annotated[
        VideoFormat, Labels({"mp4": "MP4", "mkv": "Matroska", "mov": "QuickTime", "webm": "WebM"})
    ] = Field(default="mp4", description="The container of the result.")
    mode: Annotated[
        Mode,
        Labels(
            {"auto": "Tag if possible", "metadata": "Tag only (no loss)", "reencode": "Turn every picture"}
        ),
        Ui(group="advanced"),
    ] = Field(
        default="auto", description="A tag is quick and loses nothing; a few old players do not honour it."
    )

    @model_validator(mode="after")
    def _can_be_tagged(self) -> Self:
        if self.mode == "metadata" and not CONTAINERS[self.output_format].keeps_rotation:
            raise ValueError(
                f"Most players ignore a tag in {self.output_format}. Choose mp4 or mov, or another mode."
            )
        return self


class VideoRotation(BaseModel):
    """A turned video."""

    rotation: Rotation = Field(description="Which way it was turned.")
    mode: Literal["metadata", "reencode"] = Field(description="By its tag, or picture by picture.")
    width: int = Field(description="Width as players show it.")
    height: int = Field(description="Height as players show it.")
    duration_seconds: float | None = Field(description="Its length; null if the file does not say.")


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
