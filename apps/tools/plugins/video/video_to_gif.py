"""The tool `video-to-gif`."""

from collections.abc import Iterator
from itertools import product

from apps.tools.base import BaseTool, Example, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.video.animation import Animation
from apps.tools.plugins.video.gif_options import VideoToGifOptions
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoToGif(BaseTool[VideoToGifOptions]):
    """Make an animated GIF, WebP or PNG of a video or a part of it, with the palette that suits it best."""

    name = "video-to-gif"
    title = "Video to GIF"
    category = "video"
    icon = "film"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = ("gif", "webp", "png")
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    preference = 1
    aliases = (
        "mp4 to gif", "mov to gif", "webm to gif", "avi to gif", "mkv to gif", "gif maker", "mp4 to webp",
        "mp4 to apng", "video to webp", "video to apng",
    )  # fmt: skip
    examples = (
        Example("Three seconds for a chat", {"start": 2, "duration": 3, "width": 320}),
        Example("Smaller and finer", {"output_format": "webp", "frame_rate": 20}),
    )

    def process(self, run: ToolRun[VideoToGifOptions]) -> ToolOutput:
        """Look how long it is, then let ffmpeg draw."""
        options, video = run.options, inspect_video(run.source)
        animation = Animation(run=run, video=video, span=options.span(video.seconds))
        animation.check_length()
        path = animation.write()
        width, height = animation.size
        format = "png" if options.output_format == "apng" else options.output_format
        return run.write(path, format=format, claims={"width": width, "height": height})

    def pairs(self) -> Iterator[tuple[str, str]]:
        """A PNG of a video is asked of `video-thumbnail`, unless it is to move."""
        return iter(product(self.input_formats, ("gif", "webp")))

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        palette = ("Colours beyond the 256 of a palette.",) if target == "gif" else ()
        return ("The sound.", "Pictures beyond the chosen number a second.", *palette)
