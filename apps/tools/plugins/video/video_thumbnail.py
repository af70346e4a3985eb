"""The tool `video-thumbnail`."""

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.video.stills import Stills
from apps.tools.plugins.video.thumbnail_options import VideoThumbnailOptions
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoThumbnail(BaseTool[VideoThumbnailOptions]):
    """Take a still picture of a video at a moment, or a contact sheet of the whole."""

    name = "video-thumbnail"
    title = "Video thumbnail"
    category = "video"
    icon = "image"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = ("jpg", "png", "webp")
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.COPYING
    requires = ffmpeg.REQUIRES
    aliases = (
        "mp4 to jpg", "mp4 to png", "video to jpg", "video to image", "contact sheet", "video screenshot",
        "extract frame", "poster frame",
    )  # fmt: skip
    examples = (
        Example("The picture at the fifth second", {"moment": 5}),
        Example("A contact sheet", {"columns": 4, "rows": 3, "width": 320}),
    )

    def process(self, run: ToolRun[VideoThumbnailOptions]) -> ToolOutput:
        """Seek, and draw."""
        options, video = run.options, inspect_video(run.source)
        stills = Stills(run=run, video=video)
        is_sheet = options.columns * options.rows > 1
        path = stills.take_sheet() if is_sheet else stills.take_one()
        width, height = stills.picture
        claims = {"width": width * options.columns, "height": height * options.rows}
        return run.write(path, format=options.output_format, claims=claims)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        return ("The sound, and all pictures but one.",)
