"""Puts subtitles into a video: as a track, or into every picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput, ToolRun
from apps.tools.plugins.media.containers import CONTAINERS, VideoFormat, as_video_format
from apps.tools.plugins.media.pictures import obstacle_to_copying
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.media.writing import VideoWriter
from apps.tools.plugins.subtitle.writing import write_subtitles
from apps.tools.plugins.video.add_subtitles_options import VideoAddSubtitlesOptions
from apps.tools.plugins.video.conversion import same_encoding

if TYPE_CHECKING:
    from pysubs2 import SSAFile

Made = tuple[VideoWriter, Path, float | None]


def burn(run: ToolRun[VideoAddSubtitlesOptions], video: Video, cues: "SSAFile", *, has_styles: bool) -> Made:
    """Draw them with libass, of a file that is ours: it names no font and no file of its own."""
    if not has_styles:
        cues.styles["Default"].fontsize = run.options.font_size
    (run.workspace / "cues.ass").write_text(write_subtitles(cues, "ass"), encoding="utf-8")
    target = as_video_format(run.source.format)
    writer = VideoWriter(
        video=video,
        target=target,
        encoding=same_encoding(video, target, crf=run.options.crf),
        filters=("subtitles=filename=cues.ass",),
    )
    return (writer, *writer.write(run))


def add_track(
    run: ToolRun[VideoAddSubtitlesOptions], video: Video, cues: "SSAFile", *, has_styles: bool
) -> Made:
    """Copy everything, and put the track behind those that are there."""
    target = target_for_track(run.source)
    container = CONTAINERS[target]
    format = "ass" if has_styles and "ass" in container.subtitle_codecs else "srt"
    path = run.workspace / f"cues.{format}"
    path.write_text(write_subtitles(cues, "ass" if format == "ass" else "srt"), encoding="utf-8")
    obstacle = obstacle_to_copying(video, source=run.source.format, target=target)
    writer = VideoWriter(
        video=video, target=target, encoding=same_encoding(video, target) if obstacle else None
    )
    number = len(writer.kept_subtitles)
    encoder = "ass" if format == "ass" else container.subtitles or ""
    added = (
        *("-map", "1:0", f"-c:s:{number}", encoder),
        *(
            f"-metadata:s:s:{number}",
            f"language={run.options.language}",
            f"-disposition:s:{number}",
            "default",
        ),
    )
    return (writer, *writer.write(run, beside=("-f", format, "-i", f"file:{path}"), added=added))


def target_for_track(source: ToolInput) -> VideoFormat:
    """The source's own format if it has a place for a track, else Matroska."""
    own = as_video_format(source.format)
    return own if CONTAINERS[own].subtitles else "mkv"
