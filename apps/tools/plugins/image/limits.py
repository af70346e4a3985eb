"""How much of a picture a run may hold; each limit is looked at before a pixel is decoded."""

from apps.tools.base import InvalidInputError, ToolInput

MAX_PIXELS = 200_000_000
MAX_WHOLE_PIXELS = 100_000_000
"""For engines that keep a whole picture in memory, most of them twice; libvips needs a few rows."""
MAX_SIDE = 30_000
MAX_FRAMES = 1_000
MAX_PAGES = 2_000


def refuse_size(what: str, *, width: int, height: int, frames: int, pixels: int = MAX_PIXELS) -> None:
    """Raise when a picture, read or wished for, is larger than a run may hold."""
    if max(width, height) > MAX_SIDE:
        raise InvalidInputError(
            f"{what} would be {width} x {height} pixels; at most {MAX_SIDE:,} are allowed on a side.",
            code="input_limit",
        )
    if width * height * frames > pixels:
        raise InvalidInputError(
            f"{what} would be {width} x {height} pixels in {frames} frame(s), "
            f"{width * height * frames / 1e6:.0f} megapixels; at most {pixels / 1e6:.0f} are allowed.",
            code="input_limit",
        )


def refuse_frames(source: ToolInput, *, frames: int, frame: int, pages: bool = False) -> None:
    """Raise when there are too many frames, or when the one that was chosen is not there."""
    unit, limit = ("pages", MAX_PAGES) if pages else ("frames", MAX_FRAMES)
    if frames > limit:
        raise InvalidInputError(
            f"'{source.name}' has {frames} {unit}; at most {limit} are allowed.", code="input_limit"
        )
    if frame >= frames > 1:
        raise InvalidInputError(
            f"'{source.name}' has {frames} {unit}, so there is no {frame}: choose 0 to {frames - 1}.",
            code="input_not_allowed",
        )
    if frame >= frames:
        raise InvalidInputError(
            f"'{source.name}' holds one picture, so there is no {unit[:-1]} {frame}: leave `frame` empty.",
            code="input_not_allowed",
        )
