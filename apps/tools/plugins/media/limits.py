"""What a header may promise before anything is decoded."""

from fractions import Fraction

from apps.tools.base import InvalidInputError

MAX_SIDE = 16_384
MAX_PIXELS = 8192 * 4352
MAX_SECONDS = 24 * 60 * 60
MAX_FRAME_RATE = 1000
MAX_STREAMS = 32
MAX_SAMPLE_RATE = 384_000
MAX_CHANNELS = 16


def check_count(streams: int) -> None:
    """Refuse a file with more tracks than anyone needs."""
    if streams > MAX_STREAMS:
        raise _beyond(f"{streams} tracks", str(MAX_STREAMS))


def check_picture(width: int, height: int, rate: Fraction) -> None:
    """Refuse pictures that are absurdly large or many, or have no size."""
    if width <= 0 or height <= 0:
        raise InvalidInputError("The video does not say how large its pictures are: it is damaged.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise _beyond(f"pictures of {width}x{height}", f"{MAX_SIDE} a side and {MAX_PIXELS} pixels")
    if rate > MAX_FRAME_RATE:
        raise _beyond(f"{float(rate):.0f} pictures a second", str(MAX_FRAME_RATE))


def check_sound(rate: int, channels: int) -> None:
    """Refuse sound that no one can hear: too many samples or channels, or none."""
    if rate <= 0 or channels <= 0:
        raise InvalidInputError("The sound does not say how it is sampled: it is damaged, or cut off.")
    if rate > MAX_SAMPLE_RATE:
        raise _beyond(f"{rate} samples a second", str(MAX_SAMPLE_RATE))
    if channels > MAX_CHANNELS:
        raise _beyond(f"{channels} channels", str(MAX_CHANNELS))


def check_seconds(seconds: float | None) -> None:
    """Refuse what would play for more than a day."""
    if seconds is not None and not 0 <= seconds <= MAX_SECONDS:
        raise _beyond(f"a duration of {seconds:.0f} seconds", f"{MAX_SECONDS} seconds")


def _beyond(found: str, allowed: str) -> InvalidInputError:
    return InvalidInputError(f"The file has {found}; at most {allowed} are accepted.", code="input_limit")
