"""Decides whether a video is copied into another container or encoded for it."""

from fractions import Fraction

from apps.tools.base import InvalidInputError
from apps.tools.plugins.media.audio_encoders import SoundChoice
from apps.tools.plugins.media.containers import CONTAINERS, VideoFormat
from apps.tools.plugins.media.pictures import obstacle_to_copying
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.media.video_encoders import USUAL_CRF, Encoding
from apps.tools.plugins.media.writing import VideoWriter
from apps.tools.plugins.video.convert_options import VideoConvertOptions
from apps.tools.plugins.video.sizing import fitted, scaling


def plan_conversion(video: Video, options: VideoConvertOptions, *, source: str) -> VideoWriter:
    """Copy where nothing has to change; raises InvalidInputError when a copy was asked for in vain."""
    target = options.output_format
    obstacle = _obstacle(video, options, source=source)
    if options.mode == "copy" and obstacle:
        raise InvalidInputError(
            f"The video cannot be copied: {obstacle}. Choose the mode 'auto' or 'reencode'.",
            code="input_not_allowed",
        )
    encodes = options.mode == "reencode" or options.changes_pictures or obstacle
    size = fitted(video, width=options.width, height=options.height)
    rate = Fraction(options.frame_rate).limit_denominator(1001) if options.frame_rate else None
    codec = CONTAINERS[target].encodes[0] if options.codec == "auto" else options.codec
    crf = USUAL_CRF if options.crf is None else options.crf
    return VideoWriter(
        video=video,
        target=target,
        encoding=Encoding(codec=codec, crf=crf, effort=options.preset) if encodes else None,
        filters=scaling(size),
        filtered_size=size,
        frame_rate=rate,
        sound=SoundChoice(kbps=options.audio_bitrate),
        keeps_metadata=options.metadata == "keep",
    )


def same_encoding(video: Video, target: VideoFormat, *, crf: int | None = None) -> Encoding:
    """With the codec of the source if the container is written with it, else with what is usual there."""
    encodes = CONTAINERS[target].encodes
    codec = next((known for known in encodes if known == video.codec), encodes[0])
    return Encoding(codec=codec, crf=USUAL_CRF if crf is None else crf)


def _obstacle(video: Video, options: VideoConvertOptions, *, source: str) -> str | None:
    target = options.output_format
    if options.codec not in {"auto", video.codec}:
        return f"it is encoded as {video.codec}, and {options.codec} is wanted"
    if video.rotation != 0 and not CONTAINERS[target].keeps_rotation:
        return f"it is turned by a tag, which most players ignore in {target}"
    return obstacle_to_copying(video, source=source, target=target)
