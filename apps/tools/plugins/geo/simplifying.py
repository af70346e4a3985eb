"""Douglas and Peucker's algorithm on the sphere: right at the poles and across the antimeridian too."""

from typing import TYPE_CHECKING, Any

from apps.tools.plugins.geo.points import Points
from apps.tools.plugins.geo.travel import EARTH_RADIUS_KM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RADIUS = EARTH_RADIUS_KM * 1000


def kept_points(points: Points, *, tolerance: float) -> "NDArray[np.bool_]":
    """Which points to keep so that none of the others is farther than `tolerance` metres from the line.

    The first and the last are always kept. https://doi.org/10.3138/FM57-6770-U75U-7727
    """
    import numpy as np

    kept = np.zeros(len(points), dtype=bool)
    kept[[0, -1]] = True
    vectors = _unit_vectors(points)
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:  # noqa: PLR2004 - nothing lies between neighbours
            continue
        at, radians = _farthest(vectors[first + 1 : last], vectors[first], vectors[last])
        if radians * _RADIUS > tolerance:
            middle = first + 1 + at
            kept[middle] = True
            waiting += ((first, middle), (middle, last))
    return kept


def _unit_vectors(points: Points) -> Any:
    import numpy as np

    latitudes, longitudes = np.radians(points.latitudes), np.radians(points.longitudes)
    return np.column_stack(
        (np.cos(latitudes) * np.cos(longitudes), np.cos(latitudes) * np.sin(longitudes), np.sin(latitudes))
    )


def _farthest(places: Any, start: Any, end: Any) -> tuple[int, float]:
    """The place farthest from a line, its great circle or its nearer end, and how far in radians."""
    import numpy as np

    normal = np.cross(start, end - start)
    length = float(np.linalg.norm(normal))
    if length < 1e-12:  # noqa: PLR2004 - both ends are one place, to a hundredth of a millimetre
        return _farthest_of_ends(places, start, end)
    normal /= length
    between = (places @ np.cross(normal, start) > 0) & (places @ np.cross(normal, end) < 0)
    across = np.where(between, np.abs(places @ normal - start @ normal), 0)
    at = int(across.argmax())
    distance = float(np.arcsin(min(across[at], 1)))
    beyond = np.flatnonzero(~between)
    if len(beyond):
        other, farther = _farthest_of_ends(places[beyond], start, end)
        if farther > distance:
            return int(beyond[other]), farther
    return at, distance


def _farthest_of_ends(places: Any, start: Any, end: Any) -> tuple[int, float]:
    import numpy as np

    chords = np.minimum(np.linalg.norm(places - start, axis=1), np.linalg.norm(places - end, axis=1))
    at = int(chords.argmax())
    return at, float(2 * np.arcsin(min(chords[at] / 2, 1)))
