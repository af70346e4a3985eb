"""The tool `media-join`."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, InvalidInputError, Limits, ToolOutput, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.containers import CONTAINERS
from apps.tools.plugins.media.join_options import JoinedMedia, MediaJoinOptions
from apps.tools.plugins.media.joining import Join, inspect_parts
from apps.tools.plugins.media.sounds import SOUNDS
from apps.tools.verification.media import AUDIO_DEMUXERS, VIDEO_DEMUXERS


class MediaJoin(BaseTool[MediaJoinOptions]):
    """Join videos, or sound files, one after another, into one of the first one's format and size."""

    name = "media-join"
    title = "Join videos or audio"
    category = "video"
    icon = "link"
    inputs = (Input("source", (*VIDEO_DEMUXERS, *AUDIO_DEMUXERS), title="Files in order", min=2, max=20),)
    output_formats = (*CONTAINERS, *SOUNDS)
    max_file_size = ffmpeg.MAX_FILE_SIZE
    limits = Limits(cpu_seconds=3600, wall_seconds=3600, memory_mb=6144, disk_mb=8192, processes=256)
    requires = ffmpeg.REQUIRES
    aliases = (
        "merge videos", "join videos", "combine videos", "merge mp4", "merge mp3", "join audio",
        "concatenate",
    )  # fmt: skip
    examples = (Example("The parts of a film, without loss where they are alike", {"mode": "auto"}),)
    result_type = JoinedMedia

    def process(self, run: ToolRun[MediaJoinOptions]) -> ToolOutput:
        """Look into all of them, and choose the way."""
        mode = run.options.mode
        join = Join(run=run, parts=inspect_parts(run.inputs))
        copies = mode != "reencode" and join.are_alike()
        if mode == "copy" and not copies:
            raise InvalidInputError(
                "The files differ in codec, size or settings, so they cannot be joined by copying. "
                "Choose the mode 'auto' or 'reencode'.",
                code="input_not_allowed",
            )
        path, seconds = join.copy() if copies else join.encode()
        result = JoinedMedia(
            mode="copy" if copies else "reencode", files=len(join.parts), duration_seconds=seconds
        )
        notes = (
            () if copies else ("The files differ, so they were fitted to the first one and encoded again.",)
        )
        claims = {"duration_seconds": seconds} if seconds else {}
        return run.write(path, format=join.format, claims=claims, result=result, notes=notes)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return iter(())
