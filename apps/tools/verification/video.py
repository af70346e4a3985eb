"""Checks a video: it opens as its format, and its first picture can be read."""

from pathlib import Path

from apps.tools.verification.media import opened


def inspect(path: Path, format: str) -> dict[str, float]:
    """Width and height as players show it, the clockwise turn of its tag, and its duration if it has one."""
    with opened(path, format) as container:
        picture = next(container.decode(video=0))
        duration = container.duration
        sounds = len(container.streams.audio)
    turn = -picture.rotation % 360
    size = (picture.width, picture.height) if turn % 180 == 0 else (picture.height, picture.width)
    found: dict[str, float] = {"width": size[0], "height": size[1], "rotation": turn, "audio_tracks": sounds}
    return found | ({"duration_seconds": duration / 1_000_000} if duration else {})
