"""PDFs by ReportLab, so that qpdf never reads only what it wrote."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from apps.tools.proving.pdf import make_sample


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three pages (A4, A5 lying by its /Rotate, 200 x 200) with an outline, a link and coloured corners."""
    path = tmp_path / "book.pdf"
    make_sample("pdf", path)
    return path


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    """Ten small pages that say 'page 1' to 'page 10', with bookmarks to the first, fourth and eighth."""
    path = tmp_path / "ten.pdf"
    canvas = Canvas(str(path), pagesize=(200, 100))
    for number in range(1, 11):
        canvas.drawString(20, 40, f"page {number}")
        if number in {1, 4, 8}:
            canvas.bookmarkPage(f"p{number}")
            canvas.addOutlineEntry(f"Part {number}", f"p{number}", 0)
        if number in {4, 5}:
            canvas.bookmarkPage(f"s{number}")
            canvas.addOutlineEntry(f"Section {number}", f"s{number}", 1)
        canvas.showPage()
    canvas.save()
    return path
