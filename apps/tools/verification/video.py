"""Checks a video: it opens as its format, and its first picture can be read."""

from pathlib import Path

from apps.tools.verification.check import OutputInvalidError

DEMUXERS = {
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
}
"""The one demuxer that may open a format; none of them follows a reference to another file."""


def inspect(path: Path, format: str) -> dict[str, float]:
    """Width and height as players show it, the clockwise turn of its tag, and its duration if it has one."""
    import av

    av.logging.set_level(None)
    limits = {"protocol_whitelist": "file", "format_whitelist": DEMUXERS[format]}
    try:
        with av.open(f"file:{path}", format=DEMUXERS[format], container_options=limits) as container:
            picture = next(container.decode(video=0))
            duration = container.duration
    except MemoryError:
        raise
    except (av.error.FFmpegError, IndexError, StopIteration):
        raise OutputInvalidError(f"The tool's output cannot be read as {format}.") from None
    turn = -picture.rotation % 360
    size = (picture.width, picture.height) if turn % 180 == 0 else (picture.height, picture.width)
    found: dict[str, float] = {"width": size[0], "height": size[1], "rotation": turn}
    return found | ({"duration_seconds": duration / 1_000_000} if duration else {})
