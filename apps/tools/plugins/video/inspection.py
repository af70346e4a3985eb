"""Looks into a video with the one demuxer and the few decoders it may need, and at one picture of it."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.formats import FORMATS, SNIFF_SIZE, refutes
from apps.tools.plugins.video.containers import AUDIO_DECODERS, VIDEO_DECODERS
from apps.tools.verification.video import DEMUXERS

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

MAX_SIDE = 16_384
MAX_PIXELS = 8192 * 4352
MAX_SECONDS = 24 * 60 * 60
MAX_RATE = 1000
MAX_STREAMS = 32

_QUARTER_TURNS = {(1, 0, 0, 1): 0, (0, 1, -1, 0): 90, (-1, 0, 0, -1): 180, (0, -1, 1, 0): 270}
"""The signs of a display matrix, row by row, and the clockwise turn they stand for."""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """A sound track: its place in the file and its codec."""

    index: int
    codec: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What there is to know before a video is worked on; width and height are as players show it."""

    index: int
    codec: str
    pixel_format: str
    width: int
    height: int
    rotation: int | None
    """The quarter turns of its tag, in degrees clockwise; None when the tag mirrors or is no quarter turn."""
    seconds: float | None
    audio: tuple[AudioTrack, ...]
    left_out: int
    """Subtitles, pictures and data."""


def demuxer_of(source: ToolInput) -> str:
    """The demuxer a file is opened with; raises InvalidInputError when its bytes are of another format."""
    with source.path.open("rb") as file:
        head = file.read(SNIFF_SIZE)
    claimed = FORMATS[source.format]
    if refutes(head, claimed):
        raise InvalidInputError(f"The file does not start like a {claimed.title}.", code="input_mismatch")
    is_elementary = source.format == "mpg" and head.startswith(b"\0\0\1\xb3")
    return "mpegvideo" if is_elementary else DEMUXERS[source.format]


def inspect_video(path: Path, demuxer: str) -> Video:
    """Read the header and one picture; raises InvalidInputError for what is damaged, absurd or exotic."""
    with _opened(path, demuxer) as container:
        return _describe(container, has_duration=demuxer != "mpegvideo")


def check_complete(made: Video, *, source: Video) -> None:
    """Refuse a source that ended well before the length in its header."""
    if source.seconds and made.seconds and source.seconds - made.seconds > max(1.0, source.seconds / 20):
        raise InvalidInputError(
            f"The video says that it has {source.seconds:.1f} seconds, but ends after {made.seconds:.1f}: "
            "it is damaged, or cut off."
        )


@contextmanager
def _opened(path: Path, demuxer: str) -> "Iterator[InputContainer]":
    import av

    limits = {
        "protocol_whitelist": "file",
        "format_whitelist": demuxer,
        "codec_whitelist": ",".join((*VIDEO_DECODERS, *AUDIO_DECODERS)),
        "max_streams": str(MAX_STREAMS * 4),
    }
    av.logging.set_level(None)
    try:
        with av.open(f"file:{path}", format=demuxer, container_options=limits) as container:
            yield container
    except MemoryError:
        raise
    except av.error.FFmpegError:
        raise InvalidInputError("The video cannot be read: it is damaged, or cut off.") from None


def _describe(container: "InputContainer", *, has_duration: bool) -> Video:
    if len(container.streams) > MAX_STREAMS:
        raise _beyond(f"{len(container.streams)} tracks", f"{MAX_STREAMS}")
    pictures = [stream for stream in container.streams.video if not _is_cover(stream)]
    if not pictures:
        raise InvalidInputError("The file has no video track.", code="input_not_allowed")
    stream = pictures[0]
    _check_codecs(stream, *container.streams.audio)
    seconds = _seconds(container, stream) if has_duration else None
    _check_size(stream, seconds)
    rotation = _rotation(container, stream)
    is_on_its_side = rotation in {90, 270}
    size = (stream.height, stream.width) if is_on_its_side else (stream.width, stream.height)
    audio = tuple(
        AudioTrack(track.index, track.codec_context.codec.canonical_name, track.language or "")
        for track in container.streams.audio
    )
    return Video(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        pixel_format=stream.codec_context.pix_fmt or "",
        width=size[0],
        height=size[1],
        rotation=rotation,
        seconds=seconds,
        audio=audio,
        left_out=len(container.streams) - 1 - len(audio),
    )


def _is_cover(stream: "VideoStream") -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _check_codecs(*streams: Any) -> None:
    for stream in streams:
        codec = stream.codec_context.name if stream.codec_context else "unknown"
        if codec not in (VIDEO_DECODERS if stream.type == "video" else AUDIO_DECODERS):
            raise InvalidInputError(
                f"The {stream.type} is encoded with '{codec}', which is not accepted. "
                "Save the file with a usual codec, such as H.264 and AAC.",
                code="input_not_allowed",
            )


def _check_size(stream: "VideoStream", seconds: float | None) -> None:
    width, height, rate = stream.width, stream.height, stream.average_rate or 0
    if width <= 0 or height <= 0:
        raise InvalidInputError("The video does not say how large its pictures are: it is damaged.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise _beyond(f"pictures of {width}x{height}", f"{MAX_SIDE} a side and {MAX_PIXELS} pixels")
    if seconds is not None and not 0 <= seconds <= MAX_SECONDS:
        raise _beyond(f"a duration of {seconds:.0f} seconds", f"{MAX_SECONDS} seconds")
    if rate > MAX_RATE:
        raise _beyond(f"{float(rate):.0f} pictures a second", f"{MAX_RATE}")


def _seconds(container: "InputContainer", stream: "VideoStream") -> float | None:
    if container.format.name == "avi" and stream.average_rate:
        # What the header says; the container's duration is a guess from the bytes that are there.
        return float(stream.frames / stream.average_rate)
    return container.duration / 1_000_000 if container.duration else None


def _rotation(container: "InputContainer", stream: "VideoStream") -> int | None:
    picture = next(container.decode(stream), None)
    if picture is None:
        raise InvalidInputError("Not one picture of the video can be read: it is damaged, or cut off.")
    side_data: Any = picture.side_data
    matrix = side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 0
    a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
    signs = tuple((value > 0) - (value < 0) for value in (a, b, c, d))
    return _QUARTER_TURNS.get(signs)


def _beyond(found: str, allowed: str) -> InvalidInputError:
    return InvalidInputError(f"The video has {found}; at most {allowed} are accepted.", code="input_limit")
