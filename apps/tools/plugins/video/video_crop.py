"""The tool `video-crop`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS, as_video_format
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.media.writing import VideoWriter
from apps.tools.plugins.video.conversion import same_encoding
from apps.tools.plugins.video.crop_options import VideoCropOptions
from apps.tools.plugins.video.cropping import check_box, find_bars
from apps.tools.plugins.video.results import VideoResult, describe
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoCrop(BaseTool[VideoCropOptions]):
    """Cut the pictures of a video to a box, or cut off its black bars; the sound stays as it is."""

    name = "video-crop"
    title = "Crop video"
    category = "video"
    icon = "crop"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = tuple(CONTAINERS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = ("crop video", "crop mp4", "remove black bars", "cut video frame")
    examples = (
        Example("A square from the upper left", {"width": 480, "height": 480}),
        Example("Without black bars", {"area": "black_bars"}),
    )
    result_type = VideoResult

    def process(self, run: ToolRun[VideoCropOptions]) -> ToolOutput:
        """Find the box, and let ffmpeg cut it out of every picture."""
        options, video = run.options, inspect_video(run.source)
        target = as_video_format(run.source.format)
        box = check_box(options.box or find_bars(run, video), video)
        writer = VideoWriter(
            video=video,
            target=target,
            encoding=same_encoding(video, target, crf=options.crf),
            filters=(box.filter(),),
            filtered_size=(box.width, box.height),
        )
        path, seconds = writer.write(run)
        result, notes = describe(writer, seconds=seconds), tuple(writer.notes())
        return run.write(path, format=target, claims=writer.claims(seconds), result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
