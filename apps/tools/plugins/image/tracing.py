"""Traces the outlines of a picture with VTracer, and what is transparent as an outline of its own."""

from typing import TYPE_CHECKING, Any

from apps.tools.base import ToolFailedError
from apps.tools.plugins.image.vectorize_options import ImageVectorizeOptions

if TYPE_CHECKING:
    from pyvips import Image

MAX_TRACED = 1_500_000
"""Pixels: grain makes a shape of every few of them, at some 25 seconds a million."""
_DIGITS = 2
"""Of a coordinate after the point; VTracer's eight make files three times as large."""
_COLOUR_BITS = 8
"""With fewer, VTracer takes a whole slope of colours for one shape."""
_STEPS = (64, 48, 36, 28, 20, 16, 12, 9, 6, 4)
"""How far two colours are apart that make two shapes, of 255, by detail."""
_HALF = 128


def trace(image: "Image", *, options: ImageVectorizeOptions) -> list[str]:
    """The SVG elements of a picture of 8 bits, in its pixels; clipped to what is not transparent."""
    paths = _paths(image.flatten(background=255) if image.hasalpha() else image, _settings(options))
    if not image.hasalpha() or image[image.bands - 1].min() >= _HALF:
        return paths
    clear = (image[image.bands - 1] < _HALF).ifthenelse(255, 0).cast("uchar")
    settings = _settings(options) | {"colormode": "binary", "filter_speckle": 1}
    outline = [path.replace("<path ", '<path clip-rule="evenodd" ', 1) for path in _paths(clear, settings)]
    return ['<clipPath id="seen">', *outline, "</clipPath>", '<g clip-path="url(#seen)">', *paths, "</g>"]


def to_svg(elements: list[str], *, size: tuple[int, int], traced: tuple[int, int]) -> str:
    """A drawing as large as the picture was, of elements in the pixels that were traced."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {traced[0]} {traced[1]}" preserveAspectRatio="none">'
    )
    return "\n".join((head, *elements, "</svg>", ""))


def _settings(options: ImageVectorizeOptions) -> dict[str, Any]:
    """VTracer's settings: at detail 6 about its own defaults."""
    return {
        "colormode": "color" if options.colours == "colour" else "binary",
        "hierarchical": options.stacking,
        "mode": options.curves,
        "filter_speckle": 11 - options.detail,
        "color_precision": _COLOUR_BITS,
        "layer_difference": _STEPS[options.detail - 1],
        "path_precision": _DIGITS,
    }


def _paths(image: "Image", settings: dict[str, Any]) -> list[str]:
    import vtracer

    png = image.colourspace("srgb").cast("uchar").pngsave_buffer(compression=1, keep="none")
    try:
        svg: str = vtracer.convert_raw_image_to_svg(png, img_format="png", **settings)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of Rust is no Exception
        raise ToolFailedError("The picture was read, but could not be traced.") from error
    return [line for line in svg.splitlines() if line.startswith("<path ") and ' d=""' not in line]
