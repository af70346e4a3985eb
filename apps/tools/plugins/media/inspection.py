"""Looks at the header of a file and at its first picture or sound, before any work is done on it."""

import re
import struct
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.media.codecs import audio_decoders, video_decoders
from apps.tools.plugins.media.limits import MAX_PIXELS, check_picture, check_seconds, check_sound
from apps.tools.plugins.media.opening import demuxer_of, opened
from apps.tools.plugins.media.tracks import AudioTrack, Media, SubtitleTrack, Video
from apps.tools.verification.media import DEMUXERS, WITHOUT_LENGTH, seconds_of_sound

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

_TECHNICAL_TAGS = frozenset({
    "major_brand", "minor_version", "compatible_brands", "encoder", "duration", "creation_time", "language",
    "handler_name", "vendor_id", "software", "isft", "deviceconformanceversion", "wmfsdkneeded",
    "wmfsdkversion", "isvbr",
})  # fmt: skip
"""What programs write for themselves, in lower case; no one misses it."""
_QUARTER_TURNS = {(1, 0, 0, 1): 0, (0, 1, -1, 0): 90, (-1, 0, 0, -1): 180, (0, -1, 1, 0): 270}
"""The signs of a display matrix, row by row, and the clockwise turn they stand for."""


class _Common(TypedDict):
    demuxer: str
    seconds: float | None
    is_length_exact: bool
    audio: tuple[AudioTrack, ...]
    subtitles: tuple[SubtitleTrack, ...]
    cover: int | None
    others: int
    has_metadata: bool


def inspect_video(source: ToolInput) -> Video:
    """Read the header and one picture; raises InvalidInputError for what is damaged, absurd or exotic."""
    demuxer = demuxer_of(source)
    with opened(source.path, demuxer) as container:
        pictures = [stream for stream in container.streams.video if not is_cover(stream)]
        if not pictures:
            raise InvalidInputError("The file has no video track.", code="input_not_allowed")
        return _describe_video(container, pictures[0], demuxer)


def inspect_sound(source: ToolInput) -> Media:
    """Read the header and some samples; raises InvalidInputError for what is damaged, absurd or exotic."""
    demuxer = demuxer_of(source)
    with opened(source.path, demuxer) as container:
        if not container.streams.audio:
            raise InvalidInputError("The file has no sound track.", code="input_not_allowed")
        described = _describe(container, demuxer, seconds=_container_seconds(container), main=None)
        if next(container.decode(container.streams.audio[0]), None) is None:
            raise InvalidInputError("Not one sample of the sound can be read: it is damaged, or cut off.")
        return Media(**described)


def check_complete(made: float | None, *, source: Media) -> None:
    """Refuse a source that ended well before the length in its header; `made` are the seconds written."""
    if not (source.seconds and made and source.is_length_exact):
        return
    if source.seconds - made > max(1.0, source.seconds / 20):
        raise InvalidInputError(
            f"The file says that it has {source.seconds:.1f} seconds, but ends after {made:.1f}: "
            "it is damaged, or cut off."
        )


def length_of(path: Path, format: str) -> float | None:
    """The seconds that a file of ours says it has."""
    with opened(path, DEMUXERS[format]) as container:
        return _container_seconds(container)


def length_of_sound(path: Path, format: str) -> float | None:
    """The seconds of a sound file of ours, or None when there is nothing in it."""
    with opened(path, DEMUXERS[format]) as container:
        return seconds_of_sound(container, container.streams.audio[0]) if container.streams.audio else None


def is_cover(stream: "VideoStream") -> bool:
    """Whether it is a still picture that belongs to the sound."""
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _is_shown(cover: "VideoStream") -> bool:
    """Whether a picture has a size that anyone shows; no other is taken along."""
    return 0 < cover.width * cover.height <= MAX_PIXELS


def _describe_video(container: "InputContainer", stream: "VideoStream", demuxer: str) -> Video:
    _check_codec(stream, demuxer)
    # A GIF shows each picture as long as it likes, in hundredths; players round those to fiftieths.
    rate = Fraction(50) if demuxer == "gif" else stream.average_rate or stream.guessed_rate or Fraction(25)
    check_picture(stream.width, stream.height, rate)
    described = _describe(container, demuxer, seconds=_video_seconds(container, stream), main=stream.index)
    rotation, transfer = _first_picture(container, stream)
    size = (stream.height, stream.width) if rotation in {90, 270} else (stream.width, stream.height)
    return Video(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        pixel_format=stream.codec_context.pix_fmt or "",
        width=size[0],
        height=size[1],
        rotation=rotation,
        frame_rate=rate,
        transfer=transfer,
        **described,
    )


def _describe(
    container: "InputContainer", demuxer: str, *, seconds: float | None, main: int | None
) -> _Common:
    check_seconds(seconds)
    for track in container.streams.audio:
        _check_codec(track, demuxer)
        check_sound(track.rate or 0, track.channels)
    covers = [stream.index for stream in container.streams.video if is_cover(stream) and _is_shown(stream)]
    audio = tuple(map(_audio_track, container.streams.audio))
    subtitles = tuple(
        SubtitleTrack(index=track.index, codec=_codec_name(track), language=track.language or "")
        for track in container.streams.subtitles
    )
    known = {main, *covers[:1], *(track.index for track in audio), *(track.index for track in subtitles)}
    tags = {key.lower() for holder in (container, *container.streams) for key in holder.metadata}
    return {
        "demuxer": demuxer,
        "seconds": seconds,
        "is_length_exact": demuxer not in WITHOUT_LENGTH,
        "audio": audio,
        "subtitles": subtitles,
        "cover": covers[0] if covers else None,
        "others": sum(stream.index not in known for stream in container.streams),
        "has_metadata": bool(tags - _TECHNICAL_TAGS or container.chapters()),
    }


def _audio_track(track: "AudioStream") -> AudioTrack:
    codec = _codec_name(track)
    depth = re.match(r"pcm_[a-z](\d+)", codec)
    # Libraries hold 24 bits in 32; the others say what they store.
    bits = int(depth[1]) if depth else min(track.format.bits, 24)
    return AudioTrack(
        index=track.index,
        codec=codec,
        language=track.language or "",
        sample_rate=track.rate,
        channels=track.channels,
        bits=bits,
    )


def _codec_name(stream: Any) -> str:
    return stream.codec_context.codec.canonical_name if stream.codec_context else "unknown"


def _check_codec(stream: Any, demuxer: str) -> None:
    codec = stream.codec_context.name if stream.codec_context else "unknown"
    if codec not in (video_decoders(demuxer) if stream.type == "video" else audio_decoders(demuxer)):
        raise InvalidInputError(
            f"The {stream.type} is encoded with '{codec}', which is not accepted. "
            "Save the file with a usual codec, such as H.264 and AAC.",
            code="input_not_allowed",
        )


def _video_seconds(container: "InputContainer", stream: "VideoStream") -> float | None:
    if container.format.name == "avi" and stream.average_rate:
        # What the header says; the container's duration is a guess from the bytes that are there.
        return float(stream.frames / stream.average_rate)
    return _container_seconds(container)


def _container_seconds(container: "InputContainer") -> float | None:
    bare = container.format.name == "mpegvideo"
    return None if bare or not container.duration else container.duration / 1_000_000


def _first_picture(container: "InputContainer", stream: "VideoStream") -> tuple[int | None, int]:
    picture = next(container.decode(stream), None)
    if picture is None:
        raise InvalidInputError("Not one picture of the video can be read: it is damaged, or cut off.")
    side_data: Any = picture.side_data
    matrix = side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 0, int(picture.color_trc)
    a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
    signs = tuple((value > 0) - (value < 0) for value in (a, b, c, d))
    return _QUARTER_TURNS.get(signs), int(picture.color_trc)
