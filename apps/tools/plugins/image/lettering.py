"""Draws text in any script with the letters that OpenCV carries, so that no font is needed on the machine."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyvips import Image

_WEIGHT = 400
_MARGIN = 4
"""Antialiased edges reach a little beyond the size that is told."""


def draw_text(text: str, *, height: int, longest: int | None = None) -> "Image":
    """The text as an image of one channel, white on black, with lines of this height.

    The lines become smaller where they would be longer than `longest` pixels.
    """
    import cv2
    import numpy as np
    import pyvips

    cv2.setNumThreads(1)
    face, lines = cv2.FontFace("sans"), text.splitlines() or [text]
    width = max(1, *(_advance(line, height) for line in lines))
    if longest and width > longest:
        height = max(1, height * longest // width)
        width = max(1, *(_advance(line, height) for line in lines))
    # A letter's size is that of the em; what hangs below the line takes a quarter more.
    step = height * 5 // 4
    canvas = np.zeros((step * len(lines) + 2 * _MARGIN, width + 2 * _MARGIN), np.uint8)
    for number, line in enumerate(lines):
        across = (width - _advance(line, height)) // 2
        corner = (_MARGIN + across, _MARGIN + number * step + height)
        cv2.putText(canvas, line, corner, (255,), face, height, _WEIGHT)
    return pyvips.Image.new_from_memory(canvas.tobytes(), canvas.shape[1], canvas.shape[0], 1, "uchar").copy(
        interpretation="b-w"
    )


def _advance(line: str, height: int) -> int:
    import cv2

    return int(cv2.getTextSize((1, 1), line, (0, 0), cv2.FontFace("sans"), height, _WEIGHT)[2])
