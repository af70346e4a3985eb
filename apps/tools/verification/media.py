"""How a file of sound or pictures is opened for a look: by its one demuxer, and with nothing beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.verification.check import OutputInvalidError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

VIDEO_DEMUXERS = {
    "mp4": "mov",
    "m4v": "mov",
    "mov": "mov",
    "3gp": "mov",
    "mkv": "matroska",
    "webm": "matroska",
    "avi": "avi",
    "flv": "flv",
    "wmv": "asf",
    "mpg": "mpeg",
    "vob": "mpeg",
    "ts": "mpegts",
    "m2ts": "mpegts",
    "ogv": "ogg",
}
AUDIO_DEMUXERS = {
    "mp3": "mp3",
    "mp2": "mp3",
    "aac": "aac",
    "m4a": "mov",
    "ogg": "ogg",
    "opus": "ogg",
    "flac": "flac",
    "wav": "wav",
    "aiff": "aiff",
    "caf": "caf",
    "au": "au",
    "wma": "asf",
    "ac3": "ac3",
    "amr": "amr",
    "mka": "matroska",
    "weba": "matroska",
    "wv": "wv",
    "tta": "tta",
}
DEMUXERS = {**VIDEO_DEMUXERS, **AUDIO_DEMUXERS, "gif": "gif"}
"""The one demuxer that may open a format; none of them follows a reference to another file."""

WITHOUT_LENGTH = frozenset({"mp3", "aac", "ac3", "amr"})
"""Demuxers of bare streams: the length they tell is a guess from the first bit rate."""


@contextmanager
def opened(path: Path, format: str) -> "Iterator[InputContainer]":
    """The container; raises OutputInvalidError for what cannot be read, also while it is open."""
    import av

    av.logging.set_level(None)
    limits = {"protocol_whitelist": "file", "format_whitelist": DEMUXERS[format]}
    try:
        with av.open(f"file:{path}", format=DEMUXERS[format], container_options=limits) as container:
            yield container
    except MemoryError:
        raise
    except (av.error.FFmpegError, IndexError, StopIteration):
        raise OutputInvalidError(f"The tool's output cannot be read as {format}.") from None


def seconds_of_sound(container: "InputContainer", stream: "AudioStream") -> float | None:
    """What the header says, or where it does not say, the sum of all packets."""
    if container.format.name not in WITHOUT_LENGTH:
        return container.duration / 1_000_000 if container.duration else None
    container.seek(0)
    ticks = sum(packet.duration or 0 for packet in container.demux(stream))
    return float(ticks * (stream.time_base or 0))
