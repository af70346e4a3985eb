"""Finds the box of a page that stays, and makes it the page."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.pdf.crop_options import CropBox, CropContent, CropMargins, PdfCropOptions
from apps.tools.plugins.pdf.placement import Box, moved_box, shown_size, shown_to_user
from apps.tools.plugins.pdf.rendering import POINTS_PER_INCH, open_for_rendering, render_page

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_POINTS = {"mm": POINTS_PER_INCH / 25.4, "pt": 1.0, "in": float(POINTS_PER_INCH)}
_DPI = 72
"""Enough to find ink to a point."""
_INK = 245
"""Tones below this (of 255) are something, not paper."""
_LEAST = 3.0
"""Points; the smallest page that PDF viewers show (ISO 32000, annex C)."""


class CroppedPage(BaseModel):
    """One page and what it measures now."""

    page: int = Field(description="Its number, from 1.")
    width: float = Field(description="Its width in points, as it is shown.")
    height: float = Field(description="Its height in points, as it is shown.")


class CropResult(BaseModel):
    """The pages that were cut."""

    pages: list[CroppedPage] = Field(description="The pages that were cut, in their order.")


def crop_pages(run: ToolRun[PdfCropOptions], pdf: "Pdf", indexes: list[int]) -> CropResult:
    """Cut the pages; raises InvalidInputError when nothing would be left of one."""
    found = _find_contents(run, indexes) if isinstance(run.options.crop, CropContent) else {}
    cropped = []
    for index in indexes:
        page = pdf.pages[index]
        if found and index not in found:
            continue  # an empty page stays as it is
        box = _clip(found[index] if found else _box(page, run.options), page)
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) < _LEAST:
            raise _nothing_left(run, index, shown_size(page))
        _cut(page, box)
        cropped.append(CroppedPage(page=index + 1, width=round(width, 2), height=round(height, 2)))
    return CropResult(pages=cropped)


def _nothing_left(run: ToolRun[PdfCropOptions], index: int, size: tuple[float, float]) -> InvalidInputError:
    width, height = (f"{side / _POINTS[run.options.unit]:.4g}" for side in size)
    return InvalidInputError(
        f"Nothing would be left of page {index + 1} of '{run.source.name}', which measures {width} x "
        f"{height} {run.options.unit}. Cut less, or choose other pages.",
        code="input_not_allowed",
    )


def _box(page: "Page", options: PdfCropOptions) -> Box:
    """What stays, in points of the page as it is shown."""
    width, height = shown_size(page)
    crop, unit = options.crop, _POINTS[options.unit]
    if isinstance(crop, CropMargins):
        return crop.left * unit, crop.top * unit, width - crop.right * unit, height - crop.bottom * unit
    if isinstance(crop, CropBox):
        left, top = crop.left * unit, crop.top * unit
        return left, top, left + crop.width * unit, top + crop.height * unit
    raise TypeError(crop)


def _find_contents(run: ToolRun[PdfCropOptions], indexes: list[int]) -> dict[int, Box]:
    """The box around everything on each page that has something; the same for all, where that is wanted."""
    crop = run.options.crop
    if not isinstance(crop, CropContent):
        return {}
    padding = crop.padding * _POINTS[run.options.unit]
    found: dict[int, Box] = {}
    with open_for_rendering(run.source, run.options.password) as document:
        for number, index in enumerate(indexes):
            run.progress(0.9 * number / len(indexes), f"looking at page {index + 1}")
            picture = render_page(run.source, document, index, dpi=_DPI).convert("L")
            if ink := picture.point(lambda tone: 255 * (tone < _INK)).getbbox():
                left, top, right, bottom = ink
                found[index] = (left - padding, top - padding, right + padding, bottom + padding)
    if crop.same_for_all and found:
        edges = list(zip(*found.values(), strict=True))
        whole = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
        return dict.fromkeys(found, whole)
    return found


def _clip(box: Box, page: "Page") -> Box:
    width, height = shown_size(page)
    return max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)


def _cut(page: "Page", box: Box) -> None:
    """Make the box the page: for viewers by the crop box, for printers by the others."""
    from pikepdf import Array

    edges = Array([round(edge, 3) for edge in moved_box(box, shown_to_user(page))])
    page.mediabox = page.cropbox = edges
    for key in ("/TrimBox", "/BleedBox", "/ArtBox"):
        if key in page.obj:
            del page.obj[key]
