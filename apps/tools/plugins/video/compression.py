"""Compresses a video to a size in two passes, or to a quality in one."""

from dataclasses import dataclass, replace
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.audio_encoders import SoundChoice
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.media.video_encoders import Codec, Encoding
from apps.tools.plugins.media.writing import VideoWriter
from apps.tools.plugins.video.compress_options import VideoCompressOptions
from apps.tools.plugins.video.sizing import fitted, scaling

USUAL_CRF = 28
OVERHEAD = 0.03
"""Of a file's size, what its container takes."""
MIN_BITRATE = 8_000
RETRIES = 2
MONO_BELOW = 32
"""Kilobits a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compressed:
    """A result, and what was spent on it."""

    path: Path
    writer: VideoWriter
    seconds: float | None

    @property
    def bitrate(self) -> int | None:
        """Bits a second for the pictures, if a size was aimed at."""
        return self.writer.encoding.bitrate if self.writer.encoding else None


def compress(run: ToolRun[VideoCompressOptions], video: Video) -> Compressed:
    """To the quality asked for, or to the size."""
    options = run.options
    size = fitted(video, width=options.width, height=options.height)
    codec: Codec = "vp9" if options.output_format == "webm" else options.codec
    crf = USUAL_CRF if options.crf is None else options.crf
    encoding = Encoding(codec=codec, crf=crf, effort=options.preset)
    writer = VideoWriter(
        video=video,
        target=options.output_format,
        encoding=encoding,
        filters=scaling(size),
        filtered_size=size,
        copies_sound=False,
    )
    if options.target_size is None:
        path, seconds = writer.write(run)
        return Compressed(path=path, writer=writer, seconds=seconds)
    return _to_size(run, writer, encoding, target=options.target_size)


def _to_size(
    run: ToolRun[VideoCompressOptions], writer: VideoWriter, encoding: Encoding, *, target: int
) -> Compressed:
    """Share the bits between sound and pictures; try again with fewer when the encoder took too many."""
    video = writer.video
    if not video.seconds:
        raise InvalidInputError(
            "The video does not say how long it is, so no size can be aimed at: use crf.",
            code="input_not_allowed",
        )
    budget = min(target, run.source.size) * 8 * (1 - OVERHEAD) / video.seconds
    kbps = _sound_kbps(budget, tracks=len(video.audio))
    bitrate = int(budget - 1000 * kbps * len(video.audio))
    if bitrate < MIN_BITRATE:
        least = int((MIN_BITRATE + 1000 * kbps * len(video.audio)) * video.seconds / 8 / (1 - OVERHEAD)) + 1
        raise InvalidInputError(
            f"{video.seconds:.0f} seconds do not fit into {target} bytes; at least {least} are needed.",
            code="input_not_allowed",
        )
    planned = replace(
        writer,
        encoding=replace(encoding, bitrate=bitrate),
        sound=SoundChoice(kbps=kbps, channels=1 if kbps < MONO_BELOW else None),
    )
    _first_pass(run, planned)
    made = _second_pass(run, planned, share=(0.4, 0.9))
    for _ in range(RETRIES):
        size = made.path.stat().st_size
        if size <= target:
            break
        bitrate = max(int(bitrate * target / size * 0.95), MIN_BITRATE)
        planned = replace(planned, encoding=replace(encoding, bitrate=bitrate))
        made = _second_pass(run, planned, share=(0.9, 1))
    return made


def _first_pass(run: ToolRun[VideoCompressOptions], writer: VideoWriter) -> None:
    watching = replace(writer, with_sound=False, with_subtitles=False, passes=1)
    source = ffmpeg.input_arguments(run.source.path, writer.video.demuxer)
    output = (*watching.arguments(), "-f", "null", "-")
    ffmpeg.run_ffmpeg(run, source, output, total=writer.video.seconds, share=(0, 0.4))


def _second_pass(
    run: ToolRun[VideoCompressOptions], writer: VideoWriter, *, share: tuple[float, float]
) -> Compressed:
    path, seconds = replace(writer, passes=2).write(run, share=share)
    return Compressed(path=path, writer=writer, seconds=seconds)


def _sound_kbps(budget: float, *, tracks: int) -> int:
    """A sixth of the bits, but not more than sounds good."""
    share = budget / 1000 / 6 / max(tracks, 1)
    return int(min(max(share, 12), 128))
