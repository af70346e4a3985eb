"""Checks a sound file: it opens as its format, and its first samples can be read."""

from pathlib import Path

from apps.tools.verification.media import opened, seconds_of_sound


def inspect(path: Path, format: str) -> dict[str, float]:
    """Its sample rate, its channels, and its duration if it has one."""
    with opened(path, format) as container:
        stream = container.streams.audio[0]
        samples = next(container.decode(stream))
        seconds = seconds_of_sound(container, stream)
    found: dict[str, float] = {"sample_rate": samples.sample_rate, "channels": len(samples.layout.channels)}
    return found | ({"duration_seconds": seconds} if seconds else {})
