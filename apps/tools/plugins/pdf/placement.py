"""Where things are on a page: as it is shown, and in the page's own coordinates."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Matrix, Page

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own points, upwards; or left, top, right, bottom as it is shown."""

_LETTER: Box = (0, 0, 612, 792)
"""What readers take for the box of a page that has none."""


def visible_box(page: "Page") -> Box:
    """The part of a page that is shown: its crop box, as far as that lies within the media box."""
    left, bottom, right, top = whole = _ordered(page.mediabox) or _LETTER
    crop = _ordered(page.cropbox) or whole
    cut = (max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3]))
    return cut if cut[0] < cut[2] and cut[1] < cut[3] else whole


def rotation(page: "Page") -> int:
    """Degrees clockwise by which a page is turned when shown: 0, 90, 180 or 270."""
    return page.rotation // 90 * 90 % 360


def shown_size(page: "Page") -> tuple[float, float]:
    """Width and height in points, as the page is shown."""
    left, bottom, right, top = visible_box(page)
    width, height = right - left, top - bottom
    return (height, width) if rotation(page) % 180 else (width, height)


def shown_to_user(page: "Page") -> "Matrix":
    """From points of the page as it is shown, from its upper left corner downwards, to its own."""
    from pikepdf import Matrix

    left, bottom, right, top = visible_box(page)
    return {
        0: Matrix(1, 0, 0, -1, left, top),
        90: Matrix(0, 1, 1, 0, left, bottom),
        180: Matrix(-1, 0, 0, 1, right, bottom),
        270: Matrix(0, -1, -1, 0, right, top),
    }[rotation(page)]


def moved_box(box: Box, matrix: "Matrix") -> Box:
    """The upright box around a box that a matrix moved."""
    left, top, right, bottom = box
    corners = [
        matrix.transform(point) for point in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)


def _ordered(box: object) -> Box | None:
    """The box with its sides in order, or None for what is no box, or an empty one."""
    try:
        one, two, three, four = (float(side) for side in box)  # type: ignore[attr-defined] # a pikepdf Array
    except (TypeError, ValueError):
        return None
    ordered = min(one, three), min(two, four), max(one, three), max(two, four)
    return ordered if ordered[0] < ordered[2] and ordered[1] < ordered[3] else None
