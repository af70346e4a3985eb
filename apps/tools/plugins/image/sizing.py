"""How large a picture becomes: whole pixels, rounded half to even, never less than one."""

from dataclasses import dataclass
from typing import Literal

Fit = Literal["contain", "cover", "exact"]


@dataclass(frozen=True, slots=True)
class Sizing:
    """Scale to `scaled`, then cut `width` x `height` out of its centre."""

    scaled: tuple[int, int]
    width: int
    height: int


def fit_size(
    *,
    width: int,
    height: int,
    box_width: int | None,
    box_height: int | None,
    fit: Fit,
    enlarge: bool = False,
) -> Sizing:
    """Fit a picture into a box, of which one side may be open.

    Only `exact` enlarges unless told to, and with one side given it keeps the proportions.
    """
    ratios = [box / side for box, side in ((box_width, width), (box_height, height)) if box]
    if not ratios:
        return Sizing((width, height), width, height)
    if fit == "exact":
        exact = (box_width or _scale(width, ratios[0]), box_height or _scale(height, ratios[0]))
        return Sizing(exact, *exact)
    ratio = max(ratios) if fit == "cover" else min(ratios)
    ratio = ratio if enlarge else min(1.0, ratio)
    scaled = (_scale(width, ratio), _scale(height, ratio))
    if fit == "contain":
        return Sizing(scaled, *scaled)
    return Sizing(scaled, min(scaled[0], box_width or scaled[0]), min(scaled[1], box_height or scaled[1]))


def _scale(side: int, ratio: float) -> int:
    return max(1, round(side * ratio))
