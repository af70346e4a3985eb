"""Writes the text and pictures of a PDF as a Word document that flows, by PDFium and python-docx."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.plugins.pdf.docx_layout import Report
from apps.tools.plugins.pdf.flow_reading import Picture, read_lines, read_pictures
from apps.tools.plugins.pdf.pages import write_page_list
from apps.tools.plugins.pdf.paragraphs import Paragraph, Typography, gather

if TYPE_CHECKING:
    from docx.document import Document
    from pypdfium2 import PdfDocument

_MARGIN = 56.0
"""Points; two centimetres."""
_STYLES = {
    "bullet": "List Bullet",
    "heading-1": "Heading 1",
    "heading-2": "Heading 2",
    "heading-3": "Heading 3",
}


def scan_notes(source: Path) -> list[str]:
    """What to say of pages without text, as scans are; they can be read with another tool."""
    import pypdfium2

    with pypdfium2.PdfDocument(source) as document:
        empty = [
            index
            for index, page in enumerate(document)
            if not page.get_textpage().count_chars() and any(True for _ in page.get_objects(max_depth=2))
        ]
        total = len(document)
    if not empty:
        return []
    what = (
        "The document has"
        if len(empty) == total
        else f"Of the pages converted, {write_page_list(empty)} have"
    )
    return [f"{what} no text, only pictures, as scans have: make it searchable with the tool 'ocr' first."]


def write_flow(source: Path, path: Path, report: Report) -> list[str]:
    """Convert every page of an unencrypted PDF; returns what is to be said of the result."""
    import docx
    import pypdfium2

    written = docx.Document()
    with pypdfium2.PdfDocument(source) as document:
        total = len(document)
        _set_page(written, document)
        read = [read_lines(page) for page in document]
        typography = Typography(line for lines in read for line in lines)
        for index, lines in enumerate(read):
            report(index / total, f"page {index + 1} of {total}")
            if index:
                written.add_page_break()  # type: ignore[no-untyped-call] # python-docx left it out
            for item in _in_order(gather(lines, typography), read_pictures(document[index])):
                _add(written, item, typography)
    written.save(str(path))
    return []


def _set_page(written: "Document", document: "PdfDocument") -> None:
    """The size of the first page."""
    from docx.shared import Pt

    section = written.sections[0]
    width, height = document.get_page_size(0)
    section.page_width, section.page_height = Pt(round(width)), Pt(round(height))
    margin = Pt(min(_MARGIN, width / 6, height / 6))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin


def _in_order(paragraphs: list[Paragraph], pictures: list[Picture]) -> Iterator[Paragraph | Picture]:
    """Pictures before the first paragraph that begins below their upper edge."""
    waiting = list(pictures)
    for paragraph in paragraphs:
        while waiting and waiting[0].top >= paragraph.top:
            yield waiting.pop(0)
        yield paragraph
    yield from waiting


def _add(written: "Document", item: Paragraph | Picture, typography: Typography) -> None:
    from docx.shared import Pt

    if isinstance(item, Picture):
        section = written.sections[0]
        room = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator] # set above
        written.add_picture(_png(item), width=min(Pt(item.width), room))
        return
    paragraph = written.add_paragraph(style=_STYLES.get(item.role, "Normal"))
    heading = item.role.startswith("heading")
    for run in item.runs:
        added = paragraph.add_run(run.text)
        added.bold = (run.look.bold and not heading) or None
        added.italic = run.look.italic or None
        if not heading and run.look.size != typography.body:
            added.font.size = Pt(run.look.size)


def _png(picture: Picture) -> BytesIO:
    file = BytesIO()
    picture.image.save(file, "PNG")
    file.seek(0)
    return file
