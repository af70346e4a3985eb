"""Makes pages of pictures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.image.loading import read_picture
from apps.tools.plugins.pdf.embedding import EmbeddedPicture, embed_picture
from apps.tools.plugins.pdf.images_to_pdf_options import ImagesToPdfOptions
from apps.tools.plugins.pdf.pages import MAX_PAGES

if TYPE_CHECKING:
    from pikepdf import Pdf

_POINTS_PER_INCH = 72
_POINTS_PER_MM = _POINTS_PER_INCH / 25.4
_LONGEST_SIDE = 14_400
"""Points; readers show no larger pages (ISO 32000-1, annex C)."""
_PORTRAIT = {
    "a3": (841.89, 1190.55),
    "a4": (595.28, 841.89),
    "a5": (419.53, 595.28),
    "letter": (612.0, 792.0),
    "legal": (612.0, 1008.0),
}


def frames_of(sources: "tuple[ToolInput, ...]") -> Iterator[tuple[ToolInput, int]]:
    """Each picture that becomes a page: its file, and its number in it. Only the pages of a TIFF are several.

    Raises InvalidInputError when there are too many.
    """
    total = 0
    for source in sources:
        picture = read_picture(source)
        pages = picture.frames if picture.paged else 1
        total += pages
        if total > MAX_PAGES:
            raise InvalidInputError(
                f"The pictures make more than {MAX_PAGES:,} pages, which is the most allowed. Use fewer.",
                code="input_limit",
            )
        yield from ((source, frame) for frame in range(pages))


def add_picture_page(
    pdf: "Pdf", source: ToolInput, frame: int, options: ImagesToPdfOptions
) -> tuple[str, ...]:
    """Append a page with a picture in its middle, no larger than readers show; returns notes on it."""
    from pikepdf import Name

    picture = embed_picture(pdf, source, frame=frame)
    width, height = _size_in_points(picture, options.dpi)
    margin = options.margin * _POINTS_PER_MM
    if options.page_size == "fit":
        scale = min(1.0, _LONGEST_SIDE / (max(width, height) + 2 * margin))
        page_size = (width * scale + 2 * margin, height * scale + 2 * margin)
        drawn = (width * scale, height * scale)
    else:
        page_size = _page_size(options, lying=width > height)
        drawn = _fitted((width, height), (page_size[0] - 2 * margin, page_size[1] - 2 * margin), options)
    page = pdf.add_blank_page(page_size=page_size)
    drawing = picture.drawing
    name = page.add_resource(pdf.make_indirect(drawing.content), Name.XObject, prefix="Picture")
    across, along = drawn[0] / drawing.width, drawn[1] / drawing.height
    left, bottom = (page_size[0] - drawn[0]) / 2, (page_size[1] - drawn[1]) / 2
    page.contents_add(
        f"q {margin:.4f} {margin:.4f} {page_size[0] - 2 * margin:.4f} {page_size[1] - 2 * margin:.4f} re W n "
        f"{across:.6f} 0 0 {along:.6f} {left:.4f} {bottom:.4f} cm {name} Do Q".encode()
    )
    return picture.notes


def _size_in_points(picture: EmbeddedPicture, dpi: int | None) -> tuple[float, float]:
    factor = _POINTS_PER_INCH / (dpi or picture.dpi)
    return picture.drawing.width * factor, picture.drawing.height * factor


def _page_size(options: ImagesToPdfOptions, *, lying: bool) -> tuple[float, float]:
    width, height = _PORTRAIT[options.page_size]
    landscape = options.orientation == "landscape" or (options.orientation == "auto" and lying)
    return (height, width) if landscape else (width, height)


def _fitted(
    size: tuple[float, float], room: tuple[float, float], options: ImagesToPdfOptions
) -> tuple[float, float]:
    if min(room) <= 0:
        raise InvalidInputError(
            f"A margin of {options.margin:g} mm leaves no room on a page of this size. Choose a smaller one.",
            code="input_not_allowed",
        )
    ratios = room[0] / size[0], room[1] / size[1]
    ratio = max(ratios) if options.fit == "cover" else min(ratios)
    ratio = min(ratio, 1.0) if options.fit == "shrink" else ratio
    return size[0] * ratio, size[1] * ratio
