"""Takes what was found off the pages: out of their content where that is safe, else by drawing the page."""

from dataclasses import replace
from typing import TYPE_CHECKING

from apps.tools.base import ToolRun
from apps.tools.plugins.pdf.content_redaction import paint, rewrite_page
from apps.tools.plugins.pdf.placement import Box, moved_box, shown_to_user
from apps.tools.plugins.pdf.rasterising import replace_by_picture
from apps.tools.plugins.pdf.redact_options import PdfRedactOptions
from apps.tools.plugins.pdf.redaction_search import Searcher, join_boxes
from apps.tools.plugins.pdf.rendering import POINTS_PER_INCH, open_for_rendering, render_page
from apps.tools.plugins.pdf.saving import save_pdf
from apps.tools.plugins.pdf.string_redaction import remove_annotations

if TYPE_CHECKING:
    from pikepdf import Pdf
    from pypdfium2 import PdfPage

Found = dict[int, list[Box]]
"""Boxes by the index of their page, in its own points."""

_FEW = 6
"""A path of so many pieces at most is a line or a rectangle; one of more may be a letter."""


def redact_pages(run: ToolRun[PdfRedactOptions], pdf: "Pdf", searcher: Searcher, found: Found) -> list[int]:
    """Rewrite the pages where that is safe, and draw the others; returns which those are."""
    unsafe = []
    with open_for_rendering(run.source, run.options.password) as document:
        for number, (index, boxes) in enumerate(sorted(found.items())):
            run.progress(0.4 + 0.3 * number / len(found), f"rewriting page {index + 1}")
            remove_annotations(pdf, index, boxes)
            safe = run.options.method == "auto" and not _shows_more(document[index], boxes)
            if safe and rewrite_page(pdf, index, boxes, searcher):
                paint(pdf, index, join_boxes(boxes), run.options.colour)
            else:
                unsafe.append(index)
    draw_pages(run, pdf, found, unsafe)
    return unsafe


def draw_pages(run: ToolRun[PdfRedactOptions], pdf: "Pdf", found: Found, indexes: list[int]) -> None:
    """Put pictures in the place of pages, with paint over the places; fields are drawn as they are now."""
    from PIL import ImageDraw

    if not indexes:
        return
    copy = run.output_path("pdf")
    save_pdf(pdf, copy, encryption=False)
    scale = run.options.dpi / POINTS_PER_INCH
    with open_for_rendering(replace(run.source, path=copy)) as document:
        for number, index in enumerate(indexes):
            run.progress(0.7 + 0.2 * number / len(indexes), f"drawing page {index + 1}")
            picture = render_page(run.source, document, index, dpi=run.options.dpi).convert("RGB")
            canvas, to_shown = ImageDraw.Draw(picture), shown_to_user(pdf.pages[index]).inverse()
            for box in join_boxes(found[index]):
                left, top, right, bottom = (edge * scale for edge in moved_box(box, to_shown))
                canvas.rectangle((left, top, right, bottom), fill=run.options.colour)
            replace_by_picture(pdf, index, picture)
    copy.unlink()


def _shows_more(page: "PdfPage", boxes: list[Box]) -> bool:
    """Whether a picture lies within the places, or a drawing that may be letters: no part can go alone."""
    from pypdfium2 import raw

    for item in page.get_objects(max_depth=15):
        if item.type in (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM):
            continue
        if item.type == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPath_CountSegments(item) <= _FEW:
            continue
        left, bottom, right, top = item.get_bounds()
        if any(left < box[2] and box[0] < right and bottom < box[3] and box[1] < top for box in boxes):
            return True
    return False
