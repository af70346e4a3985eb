"""Makes a scan easier to read: grey, evenly lit, free of noise, straight and large enough."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MAX_SKEW = 15.0
"""Degrees; a page that lies further askew was meant to."""
_LEAST_SKEW = 0.15
_DARK = 110
"""A page whose middle tone is below this (of 255) is light text on dark ground."""
_SMALL = 16
"""Letters below this height in pixels are enlarged, to `_COMFORTABLE`."""
_COMFORTABLE = 26
_MAX_SCALE = 3.0
_MAX_PIXELS = 30_000_000
_SPECK = 4
"""Of so many pixels at most are specks; the dot of an i has more where it can be read at all."""
_NOISY = 6.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture to read, and the 2 x 3 matrix that leads its pixels back to those of the page."""

    pixels: "np.ndarray"
    to_page: "np.ndarray"
    skew: float = 0.0


def untouched(pixels: "np.ndarray") -> Cleaned:
    """The page as it is."""
    import numpy as np

    return Cleaned(pixels, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))


def clean(pixels: "np.ndarray") -> Cleaned:
    """Every step in its order; an empty page stays as it is."""
    import cv2

    cv2.setNumThreads(2)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim > 2 else pixels  # noqa: PLR2004 - bands
    grey = _remove_noise(_even_light(_dark_on_light(grey)))
    skew = find_skew(grey)
    return _straighten(grey, skew=skew, scale=_find_scale(grey))


def turn(cleaned: Cleaned, degrees: int) -> Cleaned:
    """The picture turned clockwise by a multiple of 90."""
    import cv2
    import numpy as np

    if not degrees:
        return cleaned
    height, width = cleaned.pixels.shape[:2]
    code, back = {
        90: (cv2.ROTATE_90_CLOCKWISE, [[0, 1, 0], [-1, 0, height]]),
        180: (cv2.ROTATE_180, [[-1, 0, width], [0, -1, height]]),
        270: (cv2.ROTATE_90_COUNTERCLOCKWISE, [[0, -1, width], [1, 0, 0]]),
    }[degrees]
    matrix = cleaned.to_page @ np.vstack([np.array(back, float), [0, 0, 1]])
    return Cleaned(cv2.rotate(cleaned.pixels, code), matrix, cleaned.skew)


def _dark_on_light(grey: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return 255 - grey if np.median(grey) < _DARK else grey


def _even_light(grey: "np.ndarray") -> "np.ndarray":
    """Divide by the paper, which is what is left when small dark things are closed; then use all tones."""
    import cv2
    import numpy as np

    height, width = grey.shape
    shrink = max(1, max(height, width) // 600)
    small = cv2.resize(
        grey, (max(1, width // shrink), max(1, height // shrink)), interpolation=cv2.INTER_AREA
    )
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (25, 25))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), 12)
    even = cv2.divide(grey, cv2.resize(paper, (width, height)), scale=250)
    darkest = float(np.percentile(even, 0.5))
    if darkest > 235:  # noqa: PLR2004 - nothing on the page: there is no contrast to be raised
        return even
    stretched = (even.astype(np.float32) - darkest) * (255 / (250 - darkest))
    tones: np.ndarray = np.clip(stretched, 0, 255).astype(np.uint8)
    return tones


def _remove_noise(grey: "np.ndarray") -> "np.ndarray":
    """Smooth grain, wipe out specks; a clean page is left alone, as both cost sharpness."""
    import cv2
    import numpy as np

    grain = float(np.median(np.abs(cv2.Laplacian(grey, cv2.CV_32F)))) / 4
    if grain > _NOISY:
        grey = cv2.fastNlMeansDenoising(grey, None, h=min(grain * 3, 40), searchWindowSize=15)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    specks = stats[:, cv2.CC_STAT_AREA] <= _SPECK
    if specks.sum() * 2 > count:
        grey = grey.copy()
        grey[specks[labels]] = 255
    return grey


def find_skew(grey: "np.ndarray") -> float:
    """Degrees clockwise that make the lines level, or upright: there rows differ most from the next."""
    import cv2

    height, width = grey.shape
    scale = min(1.0, 900 / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, ink = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    best, step = 0.0, 1.0
    for reach in (MAX_SKEW, 1.0, 0.2):
        step = {MAX_SKEW: 1.0, 1.0: 0.2, 0.2: 0.05}[reach]
        steps = range(-round(reach / step), round(reach / step) + 1)
        best = max(
            (best + number * step for number in steps),
            key=lambda angle: (_levelness(ink, angle), -abs(angle)),
        )
    return best if _LEAST_SKEW <= abs(best) <= MAX_SKEW else 0.0


def _levelness(ink: "np.ndarray", angle: float) -> float:
    import cv2
    import numpy as np

    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    return max(float(np.square(np.diff(turned.sum(axis=axis, dtype=np.int64))).sum()) for axis in (0, 1))


def _find_scale(grey: "np.ndarray") -> float:
    """How much larger the letters should be, judging by the middle height of what stands apart."""
    import cv2
    import numpy as np

    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT][stats[1:, cv2.CC_STAT_AREA] > _SPECK * 2]
    if not len(heights) or np.median(heights) >= _SMALL:
        return 1.0
    room = (_MAX_PIXELS / grey.size) ** 0.5
    return float(max(1.0, min(_COMFORTABLE / np.median(heights), _MAX_SCALE, room)))


def _straighten(grey: "np.ndarray", *, skew: float, scale: float) -> Cleaned:
    import cv2
    import numpy as np

    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, scale)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    across, down = round(width * cosine + height * sine), round(height * cosine + width * sine)
    matrix[:, 2] += (across / 2 - width / 2, down / 2 - height / 2)
    pixels = grey
    if skew or scale != 1.0:
        pixels = cv2.warpAffine(grey, matrix, (across, down), flags=cv2.INTER_CUBIC, borderValue=255)
    back = cv2.invertAffineTransform(matrix)
    return Cleaned(np.ascontiguousarray(pixels), back, skew)
