"""The tool `media-info`."""

from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.describing import describe_file
from apps.tools.plugins.media.information import MediaInformation
from apps.tools.verification.media import AUDIO_DEMUXERS, VIDEO_DEMUXERS


class MediaInfo(BaseTool[NoOptions]):
    """Tell what is in a video or sound file: its tracks, codecs, lengths, chapters and tags."""

    name = "media-info"
    title = "Media information"
    category = "video"
    icon = "info-circle"
    input_formats = (*VIDEO_DEMUXERS, *AUDIO_DEMUXERS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    requires = ffmpeg.REQUIRES
    aliases = ("mediainfo", "video info", "audio info", "ffprobe", "codec info", "mp3 tags")
    result_type = MediaInformation

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Open it, and read its header."""
        return ToolOutput(result=describe_file(run.source))
