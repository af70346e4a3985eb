"""The tool `video-add-subtitles`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS
from apps.tools.plugins.media.inspection import inspect_video
from apps.tools.plugins.subtitle.reading import read_subtitles
from apps.tools.plugins.subtitle.timing import cut_at
from apps.tools.plugins.video.add_subtitles_options import VideoAddSubtitlesOptions
from apps.tools.plugins.video.results import VideoResult, describe
from apps.tools.plugins.video.subtitling import add_track, burn
from apps.tools.verification.media import VIDEO_DEMUXERS


class VideoAddSubtitles(BaseTool[VideoAddSubtitlesOptions]):
    """Add subtitles to a video: as a track that players can hide, or drawn into the pictures."""

    name = "video-add-subtitles"
    title = "Add subtitles to video"
    category = "video"
    icon = "subtitles"
    inputs = (
        Input("source", tuple(VIDEO_DEMUXERS), title="Video"),
        Input("subtitles", ("srt", "vtt", "ass", "ttml", "sbv"), title="Subtitles"),
    )
    output_formats = tuple(CONTAINERS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = ffmpeg.ENCODING
    requires = ffmpeg.REQUIRES
    aliases = ("add subtitles", "burn subtitles", "hardcode subtitles", "add srt to mp4", "mux subtitles")
    examples = (
        Example("A track for English", {"language": "eng"}),
        Example("For players that know no tracks", {"mode": "burn", "font_size": 20}),
    )
    result_type = VideoResult

    def process(self, run: ToolRun[VideoAddSubtitlesOptions]) -> ToolOutput:
        """Read the cues, and put them where they are wanted."""
        options, text = run.options, next(item for item in run.inputs if item.role == "subtitles")
        video = inspect_video(run.source)
        cues = read_subtitles(text, encoding=options.encoding).cues
        late = cut_at(cues, video.seconds)
        put = burn if options.mode == "burn" else add_track
        writer, path, seconds = put(run, video, cues, has_styles=text.format == "ass")
        notes = [*writer.notes()]
        if late:
            notes.append(f"{late} subtitles were left out: the video ends before them.")
        if writer.target != run.source.format:
            notes.append(f"{run.source.format} has no place for a subtitle track; the result is Matroska.")
        result, claims = describe(writer, seconds=seconds), writer.claims(seconds)
        return run.write(path, format=writer.target, claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
