"""How alike two pictures of one size are: SSIM, PSNR and the share of pixels that differ.

SSIM is that of Wang, Bovik, Sheikh and Simoncelli (2004): a Gaussian window of 11 pixels with a deviation of
1.5, K1 = 0.01, K2 = 0.03, averaged over all windows that lie within the picture, here of its brightness.
"""

from dataclasses import dataclass
from math import exp, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyvips import Image

_WINDOW, _DEVIATION = 11, 1.5
_PEAK = 255
_C1, _C2 = (0.01 * _PEAK) ** 2, (0.03 * _PEAK) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far two pictures are apart, and where: `distance` has the largest difference of any channel."""

    squared_error: float
    differing: int
    largest: int
    distance: "Image"

    @property
    def psnr(self) -> float | None:
        """The peak signal-to-noise ratio in decibels; None where nothing differs."""
        return 10 * log10(_PEAK**2 / self.squared_error) if self.squared_error else None


def comparable(image: "Image", *, alpha: bool) -> "Image":
    """Three channels of 8 bits, weighed by the opacity that follows them where one is wanted."""
    image = image.colourspace("srgb")
    if not alpha:
        return image.extract_band(0, n=3).cast("uchar")
    image = image if image.hasalpha() else image.addalpha()
    # The colour of what nobody sees makes no difference.
    return image.premultiply().rint().cast("uchar").copy(interpretation="multiband")


def ssim(one: "Image", other: "Image") -> float:
    """1 where both are the same, less the less alike they look; for pictures of `comparable`."""
    brightness = [image.extract_band(0, n=3).copy(interpretation="srgb") for image in (one, other)]
    first, second = (image.colourspace("b-w")[0].cast("float") for image in brightness)
    mean_one, mean_other = _blur(first), _blur(second)
    variances = _blur(first * first) - mean_one**2 + _blur(second * second) - mean_other**2
    covariance = _blur(first * second) - mean_one * mean_other
    product, squares = mean_one * mean_other, mean_one**2 + mean_other**2
    quality = ((product * 2 + _C1) * (covariance * 2 + _C2)) / ((squares + _C1) * (variances + _C2))
    return float(_inner(quality).avg())


def difference(one: "Image", other: "Image", *, tolerance: int) -> Difference:
    """What differs, pixel by pixel; up to the tolerance in every channel, two pixels count as equal."""
    apart = (one.cast("short") - other.cast("short")).abs()
    distance = apart[0]
    for band in range(1, apart.bands):
        distance = (distance > apart[band]).ifthenelse(distance, apart[band])
    distance = distance.cast("uchar").copy_memory()
    pixels = distance.width * distance.height
    return Difference(
        squared_error=float((apart * apart).avg()),
        differing=round((distance > tolerance).avg() / _PEAK * pixels),
        largest=int(distance.max()),
        distance=distance,
    )


def highlight(picture: "Image", distance: "Image", *, tolerance: int) -> "Image":
    """The first picture pale and grey, with what differs in red, the more the stronger."""
    pale = (picture.extract_band(0, n=3).copy(interpretation="srgb").colourspace("b-w")[0] * 0.3 + 170).cast(
        "uchar"
    )
    rest = (160 - distance * 160 / _PEAK).cast("uchar")
    red = (rest * 0 + 230).cast("uchar").bandjoin([rest, rest])
    grey = pale.bandjoin([pale, pale])
    return (distance > tolerance).ifthenelse(red, grey).copy(interpretation="srgb")


def _blur(image: "Image") -> "Image":
    import pyvips

    reach = _WINDOW // 2
    row = [exp(-(step**2) / (2 * _DEVIATION**2)) for step in range(-reach, reach + 1)]
    mask = pyvips.Image.new_from_array([[weight / sum(row) for weight in row]])
    return image.convsep(mask, precision="float")


def _inner(image: "Image") -> "Image":
    """Without the border where windows reach outside; all of a picture that is smaller than one."""
    reach = _WINDOW // 2
    width, height = image.width - 2 * reach, image.height - 2 * reach
    return image.crop(reach, reach, width, height) if width > 0 and height > 0 else image
