"""Pictures that mean harm."""

from tests.hostile.case import Case
from tests.hostile.cases import (
    images_flipped,
    images_foreign,
    images_heif,
    images_jpeg,
    images_moving,
    images_png,
    images_tiff,
)

CASES: tuple[Case, ...] = (
    *images_png.CASES,
    *images_moving.CASES,
    *images_tiff.CASES,
    *images_jpeg.CASES,
    *images_heif.CASES,
    *images_foreign.CASES,
    *images_flipped.CASES,
)
