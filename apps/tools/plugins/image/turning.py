"""Turns and mirrors pictures: their pixels, or only the EXIF orientation that viewers turn them by."""

from math import ceil, cos, radians, sin
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pyvips import Image

Turn = Literal["none", "90_cw", "180", "90_ccw", "angle"]
Flip = Literal["none", "horizontal", "vertical"]
_Matrix = tuple[int, int, int, int]

_TURNS: dict[str, _Matrix] = {
    "none": (1, 0, 0, 1),
    "90_cw": (0, -1, 1, 0),
    "180": (-1, 0, 0, -1),
    "90_ccw": (0, 1, -1, 0),
}
_FLIPS: dict[str, _Matrix] = {"none": (1, 0, 0, 1), "horizontal": (-1, 0, 0, 1), "vertical": (1, 0, 0, -1)}
_ORIENTATIONS: dict[_Matrix, int] = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, -1, 1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, 1, -1, 0): 8,
}
"""What each EXIF orientation does to a pixel's place on its way to the screen, x right and y down."""
_OPERATIONS = {"90_cw": "d90", "180": "d180", "90_ccw": "d270"}


def turned_orientation(orientation: int, *, turn: Turn, flip: Flip) -> int:
    """The orientation that shows a picture turned, then mirrored, from how this one shows it."""
    shown = next(matrix for matrix, number in _ORIENTATIONS.items() if number == orientation)
    return _ORIENTATIONS[_product(_FLIPS[flip], _product(_TURNS[turn], shown))]


def _product(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d = first
    e, f, g, h = second
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)


def turned_size(width: int, height: int, *, angle: float) -> tuple[int, int]:
    """The size of the box around a picture at an angle, in degrees."""
    across, down = abs(cos(radians(angle))), abs(sin(radians(angle)))
    return ceil(width * across + height * down), ceil(width * down + height * across)


def turn_pixels(
    frame: "Image", *, turn: Turn, flip: Flip, angle: float, corners: list[int] | None
) -> "Image":
    """One frame, turned and then mirrored; corners of a free angle have this colour, or are clear."""
    if turn == "angle":
        frame = _turn_freely(frame, angle=angle, corners=corners)
    elif turn != "none":
        frame = frame.rot(_OPERATIONS[turn])
    return frame if flip == "none" else frame.flip(flip)


def _turn_freely(frame: "Image", *, angle: float, corners: list[int] | None) -> "Image":
    import pyvips

    bicubic = pyvips.Interpolate.new("bicubic")
    depth, interpretation = frame.format, frame.interpretation
    if corners is None:
        opaque = frame if frame.hasalpha() else frame.addalpha()
        # Unless colours are weighed by opacity, the colour of what is clear bleeds into the edges.
        turned = opaque.premultiply().rotate(angle, interpolate=bicubic, background=0).unpremultiply()
        return turned.cast(depth).copy(interpretation=interpretation)
    scale = 257 if depth == "ushort" else 1
    colour = [channel * scale for channel in corners][: 1 if frame.bands <= 2 else 3]  # noqa: PLR2004 - grey
    if frame.hasalpha():
        frame = frame.flatten(background=colour, max_alpha=255 * scale).cast(depth)
    return frame.rotate(angle, interpolate=bicubic, background=colour).copy(interpretation=interpretation)
