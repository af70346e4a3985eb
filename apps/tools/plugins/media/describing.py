"""Reads what a file says of itself, for people; nothing but its first picture is decoded."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from apps.tools.base import ToolInput
from apps.tools.plugins.media.codecs import video_decoders
from apps.tools.plugins.media.information import Chapter, MediaInformation, Track
from apps.tools.plugins.media.inspection import is_cover
from apps.tools.plugins.media.limits import MAX_PIXELS, check_seconds
from apps.tools.plugins.media.opening import demuxer_of, opened
from apps.tools.verification.media import seconds_of_sound

if TYPE_CHECKING:
    from av.container import InputContainer

MAX_CHAPTERS = 1000
MAX_TAGS = 200
MAX_LETTERS = 500
"""Of a tag's value; lyrics and comments may be books."""


def describe_file(source: ToolInput) -> MediaInformation:
    """Everything the header says; raises InvalidInputError when it cannot be read."""
    demuxer = demuxer_of(source)
    with opened(source.path, demuxer) as container:
        seconds = _seconds(container, demuxer)
        check_seconds(seconds)
        return MediaInformation(
            format=source.format,
            container=container.format.long_name,
            size_bytes=source.size,
            duration_seconds=seconds,
            bit_rate=round(source.size * 8 / seconds) if seconds else None,
            tracks=[_track(container, stream, demuxer) for stream in container.streams],
            chapters=_chapters(container),
            tags=_tags(container),
        )


def _seconds(container: "InputContainer", demuxer: str) -> float | None:
    has_pictures = any(not is_cover(stream) for stream in container.streams.video)
    if container.streams.audio and not has_pictures:
        seconds = seconds_of_sound(container, container.streams.audio[0])
    else:
        seconds = container.duration / 1_000_000 if container.duration and demuxer != "mpegvideo" else None
    return round(seconds, 3) if seconds else None


def _track(container: "InputContainer", stream: Any, demuxer: str) -> Track:
    from av.stream import Disposition

    kind = "cover" if stream.type == "video" and is_cover(stream) else stream.type
    context = getattr(stream, "codec_context", None)
    common = {
        "index": stream.index,
        "kind": kind,
        "codec": context.codec.canonical_name if context else "unknown",
        "profile": getattr(stream, "profile", None) or None,
        "language": stream.metadata.get("language"),
        "title": stream.metadata.get("title", "")[:MAX_LETTERS] or None,
        "is_default": bool(stream.disposition & Disposition.default),
        "duration_seconds": round(float(stream.duration * stream.time_base), 3) if stream.duration else None,
        "bit_rate": (getattr(context, "bit_rate", None) or None) if context else None,
    }
    if kind in {"video", "cover"}:
        return Track(**common, **_pictures(container, stream, demuxer))
    return Track(**common, **(_sound(stream) if kind == "audio" else {}))


def _pictures(container: "InputContainer", stream: Any, demuxer: str) -> dict[str, Any]:
    shape = (
        (stream.sample_aspect_ratio or 1) * Fraction(stream.width, stream.height) if stream.height else None
    )
    return {
        "width": stream.width,
        "height": stream.height,
        "aspect_ratio": f"{shape.numerator}:{shape.denominator}" if shape else None,
        "frame_rate": round(float(stream.average_rate), 3) if stream.average_rate else None,
        "pixel_format": stream.codec_context.pix_fmt if stream.codec_context else None,
        "rotation": _rotation(container, stream, demuxer),
    }


def _rotation(container: "InputContainer", stream: Any, demuxer: str) -> int | None:
    """Only its pictures tell how they are turned; a codec that is not accepted stays undecoded."""
    known = stream.codec_context and stream.codec_context.name in video_decoders(demuxer)
    if not known or is_cover(stream) or stream.width * stream.height > MAX_PIXELS:
        return None
    picture = next(container.decode(stream), None)
    return int(-picture.rotation % 360) if picture else None


def _sound(stream: Any) -> dict[str, Any]:
    return {
        "sample_rate": stream.rate,
        "channels": stream.channels,
        "channel_layout": stream.layout.name if stream.layout else None,
    }


def _chapters(container: "InputContainer") -> list[Chapter]:
    return [
        Chapter(
            title=chapter["metadata"].get("title", "")[:MAX_LETTERS],
            start_seconds=round(float(chapter["start"] * (chapter["time_base"] or 0)), 3),
            end_seconds=round(float(chapter["end"] * (chapter["time_base"] or 0)), 3),
        )
        for chapter in container.chapters()[:MAX_CHAPTERS]
    ]


def _tags(container: "InputContainer") -> dict[str, str]:
    """Of the file; those of Ogg are with its track."""
    own = container.metadata
    if not own and len(container.streams) == 1:
        own = container.streams[0].metadata
    return {key[:MAX_LETTERS]: value[:MAX_LETTERS] for key, value in list(own.items())[:MAX_TAGS]}
