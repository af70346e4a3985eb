"""Looks for the encoding of a picture that is as small, or as good, as was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.bisection import last_that_fits
from apps.tools.plugins.image.compress_options import ByteBudget, CompressedFormat, LikenessFloor
from apps.tools.plugins.image.editing import map_frames
from apps.tools.plugins.image.trials import LOSSLESS, Laboratory, Trial

if TYPE_CHECKING:
    from pyvips import Image

LOWEST, HIGHEST = 5, 98
"""Below, everything is mud; above, files grow and nobody sees why."""
_FAIR = 40
"""Rather than use less quality than this, a picture is made smaller, if it may be."""
_MAX_SHRINKS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The best trial, and how alike it is to what was encoded."""

    trial: Trial
    likeness: float


def find_best(
    laboratory: Laboratory,
    image: "Image",
    *,
    formats: Sequence[CompressedFormat],
    goal: ByteBudget | LikenessFloor,
) -> Found | None:
    """The best encoding in any of the formats; None when none meets the goal."""
    found = [best for format in formats if (best := _find(laboratory, image, format=format, goal=goal))]
    if not found:
        return None
    if isinstance(goal, ByteBudget):
        return max(found, key=lambda best: (best.trial.page_size, best.likeness))
    return min(found, key=lambda best: best.trial.size)


def out_of_reach(goal: ByteBudget | LikenessFloor) -> InvalidInputError:
    """What to say when no encoding meets the goal."""
    if isinstance(goal, ByteBudget):
        reason = (
            f"The picture cannot be written in {goal.max_bytes:,} bytes. Allow more, let it be made smaller "
            "with `shrink`, or choose the output_format smallest."
        )
    else:
        reason = (
            f"Even the quality {HIGHEST} is less alike than {goal.min_ssim}. Ask for less, or choose another "
            "output_format."
        )
    return InvalidInputError(reason, code="input_not_allowed")


def _find(
    laboratory: Laboratory, image: "Image", *, format: CompressedFormat, goal: ByteBudget | LikenessFloor
) -> Found | None:
    if isinstance(goal, ByteBudget):
        trial = _within(laboratory, image, format=format, goal=goal)
        return Found(trial, laboratory.likeness(trial)) if trial else None

    def attempt(quality: int) -> Found:
        made = laboratory.encode(image, format, quality)
        return Found(made, laboratory.likeness(made))

    return last_that_fits(attempt, lambda found: found.likeness >= goal.min_ssim, _best_first(format))


def _best_first(format: CompressedFormat) -> list[int]:
    qualities = list(range(HIGHEST, LOWEST - 1, -1))
    return [LOSSLESS, *qualities] if format == "png" else qualities


def _within(
    laboratory: Laboratory, image: "Image", *, format: CompressedFormat, goal: ByteBudget
) -> Trial | None:
    """The best quality within the budget, of the picture or, if it may, of a smaller one."""
    lowest_first = _best_first(format)[::-1]
    if not goal.shrink:
        return _largest_quality(laboratory, image, format, goal, lowest_first)
    for _ in range(_MAX_SHRINKS):
        fair = laboratory.encode(image, format, _FAIR)
        if fair.size <= goal.max_bytes:
            better = [quality for quality in lowest_first if quality > _FAIR]
            return _largest_quality(laboratory, image, format, goal, better) or fair
        # A little less than would fit if bytes went with the area, as they do not quite.
        image = _shrunk(image, by=min(0.9, 0.95 * sqrt(goal.max_bytes / fair.size)))
    return None


def _largest_quality(
    laboratory: Laboratory,
    image: "Image",
    format: CompressedFormat,
    goal: ByteBudget,
    lowest_first: Sequence[int],
) -> Trial | None:
    return last_that_fits(
        lambda quality: laboratory.encode(image, format, quality),
        lambda trial: trial.size <= goal.max_bytes,
        lowest_first,
    )


def _shrunk(image: "Image", *, by: float) -> "Image":
    """Every frame smaller by this factor, but never gone."""
    width = max(1, round(image.width * by))
    height = max(1, round(image.get_page_height() * by))
    return map_frames(
        image, lambda frame: frame.thumbnail_image(width, height=height, size="force")
    ).copy_memory()
