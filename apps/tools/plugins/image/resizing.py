"""The size that `image-resize` gives a picture, enlarged only where that is allowed."""

from apps.tools.plugins.image.resize_options import ImageResizeOptions, ToBox
from apps.tools.plugins.image.sizing import Fit, Sizing, fit_size


def size_of(width: int, height: int, *, options: ImageResizeOptions) -> Sizing:
    """What becomes of a picture of this size."""
    box = options.size.box(width, height)
    fit: Fit = options.size.fit if isinstance(options.size, ToBox) else "contain"
    if options.enlarge:
        return _fill(width, height, box=box, fit=fit)
    if fit == "exact":
        box = (min(width, box[0] or width), min(height, box[1] or height))
    return fit_size(width=width, height=height, box_width=box[0], box_height=box[1], fit=fit)


def _fill(width: int, height: int, *, box: tuple[int | None, int | None], fit: Fit) -> Sizing:
    """Like `fit_size`, but up to the box also where the picture is smaller."""
    ratios = [wanted / side for wanted, side in zip(box, (width, height), strict=True) if wanted]
    if fit == "exact":
        across, down = box[0] or width, box[1] or height
        return Sizing((across, down), across, down)
    ratio = max(ratios) if fit == "cover" else min(ratios)
    scaled = (max(1, round(width * ratio)), max(1, round(height * ratio)))
    if fit == "contain":
        return Sizing(scaled, *scaled)
    return Sizing(scaled, min(scaled[0], box[0] or scaled[0]), min(scaled[1], box[1] or scaled[1]))
