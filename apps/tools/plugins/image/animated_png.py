"""Reads and writes PNGs that move; Pillow puts their frames together, as libvips sees the first only."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image.picture import Picture
from apps.tools.plugins.image.pillow_reading import header_of, opened
from apps.tools.plugins.image.pixels import from_pillow, join_frames, split_frames, to_pillow
from apps.tools.verification.png_frames import count_frames

if TYPE_CHECKING:
    from pyvips import Image

_DEFAULT_DELAY = 100


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:  # noqa: ARG001 - has pixels
    """The size and the number of frames, from the chunks that go before the pixels."""
    frames, _ = count_frames(source.path)
    return header_of(source, frame=frame, frames=frames)


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """One frame, or all of them with their times in milliseconds."""
    _, apart = count_frames(picture.source.path)
    numbers = range(picture.frames) if every_frame else (picture.frame,)
    frames, durations = [], []
    with opened(picture.source) as image:
        loop = int(image.info.get("loop", 0))
        for number in numbers:
            image.seek(number + apart)
            durations.append(round(image.info.get("duration") or _DEFAULT_DELAY))
            frames.append(from_pillow(image.convert("RGBA")))
    if not every_frame:
        return frames[0]
    return join_frames(frames, durations=durations, loop=loop)


def write(image: "Image", path: Path, *, profile: bytes | None) -> None:
    """Write all frames of an 8-bit image with their times; one frame makes a PNG that does not move."""
    first, *others = map(to_pillow, split_frames(image))
    moving = {}
    if others:
        loop = image.get("loop") if image.get_typeof("loop") else 0
        delays = image.get("delay") if image.get_typeof("delay") else _DEFAULT_DELAY
        # A frame that repeats the last one must stay a frame of its own, so nothing is blended.
        moving = {"save_all": True, "append_images": others, "duration": delays, "loop": loop, "blend": 0}
    first.save(path, format="PNG", icc_profile=profile, **moving)
