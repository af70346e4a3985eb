"""Draws pages of text the way a scanner sees them."""

from pathlib import Path
from typing import Protocol

import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from apps.tools.plugins.ocr.languages import find_tesseract

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""It has the letters of Western Europe."""

ENGLISH = (
    "The quick brown fox jumps over the lazy dog while seventeen careful\n"
    "engineers measure how well a scanned page of plain English text can be\n"
    "read again by a machine. Invoices from 14 March 2024 show a total of\n"
    "1,284.50 dollars, payable within thirty days after delivery."
)
GERMAN = (
    "Größere Straßen führen über die schöne Brücke nach München. Fünf\n"
    "müde Väter träumen von süßen Äpfeln, während die Übung längst zu Ende\n"
    "ist. Der Betrag von 1.284,50 Euro ist binnen dreißig Tagen fällig."
)

needs_tesseract = pytest.mark.skipif(
    not (find_tesseract("eng") and find_tesseract("deu") and find_tesseract("osd")),
    reason="Tesseract is not installed with English and German",
)


class DrawPage(Protocol):
    """Draw black lines on white."""

    def __call__(self, text: str = ENGLISH, *, size: tuple[int, int] = (1400, 360)) -> Image.Image: ...


@pytest.fixture
def draw_page() -> DrawPage:
    def draw(text: str = ENGLISH, *, size: tuple[int, int] = (1400, 360)) -> Image.Image:
        page = Image.new("L", size, 255)
        font = ImageFont.truetype(FONT, 32)
        ImageDraw.Draw(page).multiline_text((60, 50), text, fill=0, font=font, spacing=22)
        return page

    return draw


@pytest.fixture
def english_page(tmp_path: Path, draw_page: DrawPage) -> Path:
    path = tmp_path / "page.png"
    draw_page().save(path)
    return path
