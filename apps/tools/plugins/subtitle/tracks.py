"""Takes a text track out of a video."""

from typing import TYPE_CHECKING, Any

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.tracks import Media, SubtitleTrack
from apps.tools.plugins.subtitle.reading import parse

if TYPE_CHECKING:
    from pysubs2 import SSAFile


def choose_track(media: Media, number: int) -> SubtitleTrack:
    """The track of this number, from 1; raises InvalidInputError when it is not there or not text."""
    if number > len(media.subtitles):
        raise InvalidInputError(
            f"The video has {len(media.subtitles)} subtitle tracks; there is no track {number}.",
            code="input_not_allowed",
        )
    track = media.subtitles[number - 1]
    if not track.is_text:
        raise InvalidInputError(
            f"Track {number} holds pictures of text ({track.codec}), which cannot be written as text.",
            code="input_not_allowed",
        )
    return track


def extract_cues(run: ToolRun[Any], media: Media, track: SubtitleTrack) -> "SSAFile":
    """Let ffmpeg write it as SubStation, which keeps most, and read that."""
    path = run.workspace / "track.ass"
    source = ffmpeg.input_arguments(run.source.path, media.demuxer)
    output = ("-map", f"0:{track.index}", "-c:s", "ass", "-f", "ass", f"file:{path}")
    ffmpeg.run_ffmpeg(run, source, output, total=media.seconds)
    cues = parse(path.read_text("utf-8", errors="replace"), format="ass")
    if not len(cues):
        raise InvalidInputError("The subtitle track is empty.", code="input_not_allowed")
    cues.sort()
    return cues
