"""How large the pictures of a result are."""

from apps.tools.plugins.media.tracks import Video


def fitted(video: Video, *, width: int | None, height: int | None) -> tuple[int, int] | None:
    """Even width and height within a box, in proportion and never larger; None if the video fits already."""
    scale = min((width or video.width) / video.width, (height or video.height) / video.height)
    if scale >= 1:
        return None
    return _even(video.width * scale), _even(video.height * scale)


def scaling(size: tuple[int, int] | None) -> tuple[str, ...]:
    """The filter that makes this size."""
    return (f"scale={size[0]}:{size[1]}",) if size else ()


def _even(length: float) -> int:
    # A hair more, or 100 pixels that were computed as 99.999… would be 98.
    return max(int(length + 1e-6) // 2 * 2, 2)
