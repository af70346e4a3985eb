"""The tool `video-mute`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS, as_video_format
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.media.pictures import obstacle_to_copying
from apps.tools.plugins.media.writing import VideoWriter
from apps.tools.plugins.video.conversion import same_encoding
from apps.tools.plugins.video.results import VideoResult, describe
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoMute(BaseTool[NoOptions]):
    """Remove the sound of a video; the pictures are copied as they are."""

    name = "video-mute"
    title = "Mute video"
    category = "video"
    icon = "volume-mute"
    input_formats = tuple(VIDEO_DEMUXERS)
    output_formats = tuple(CONTAINERS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = ("mute video", "remove audio from video", "remove sound", "silent video")
    result_type = VideoResult

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Copy all but the sound; encode what the container holds against its rules."""
        video, target = inspect_video(run.source), as_video_format(run.source.format)
        obstacle = obstacle_to_copying(video, source=target, target=target)
        encoding = same_encoding(video, target) if obstacle else None
        writer = VideoWriter(video=video, target=target, encoding=encoding, with_sound=False)
        path, seconds = writer.write(run)
        silent = () if video.audio else ("The video had no sound.",)
        claims = {**writer.claims(seconds), "audio_tracks": 0}
        result, notes = describe(writer, seconds=seconds), (*writer.notes(), *silent)
        return run.write(path, format=target, claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
