"""Pictures of printed lines, and what was read on them."""

import json
from pathlib import Path

import pypdfium2
from pdfminer.high_level import extract_text
from PIL import Image, ImageDraw, ImageFont
from pillow_heif import register_heif_opener

from apps.tools.proving.proofs import ProofFailedError
from apps.tools.verification.image import READERS

LINES = (
    "The harbour master counted forty boats",
    "before the evening fog came in.",
    "Tickets cost 12.50 on weekdays.",
)
SIZE = (1000, 320)
_MARGIN = 40
_LETTERS = 36

register_heif_opener()


def make_sample(format: str, path: Path) -> str:
    """Three black lines on white; as a PDF they are a scan, without any text."""
    picture = Image.new("RGB", SIZE, "white")
    font = ImageFont.load_default(_LETTERS)
    ImageDraw.Draw(picture).multiline_text(
        (_MARGIN, _MARGIN), "\n".join(LINES), fill="black", font=font, spacing=30
    )
    picture.save(path, format={**READERS, "pdf": "PDF", "jp2": "JPEG2000"}[format], quality=95)
    return "\n".join(LINES)


def check(path: Path, source: str, target: str, facts: str) -> None:  # noqa: ARG001 - read alike
    """Every word is there, in its line."""
    found = {"txt": _read_text, "json": _read_json, "pdf": _read_pdf}[target](path)
    if found.split() != facts.split():
        raise ProofFailedError(f"the text is {found!r}, not {facts!r}")


def _read_text(path: Path) -> str:
    return path.read_text("utf-8")


def _read_json(path: Path) -> str:
    (page,) = json.loads(path.read_text("utf-8"))["pages"]
    words = [word for line in page["lines"] for word in line["words"]]
    for word in words:
        left, top, width, height = word["box"]
        if not (left >= 0 and left + width <= page["width"] and top >= 0 and top + height <= page["height"]):
            raise ProofFailedError(f"the box of {word} lies outside of the page")
    return " ".join(word["text"] for word in words)


def _read_pdf(path: Path) -> str:
    """The text, by pdfminer; and the page must look as before, so it is drawn by PDFium."""
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(scale=1).to_pil().convert("L")
    darkest, brightest = picture.getextrema()
    if not (isinstance(darkest, int) and darkest < 100 and brightest == 255):  # noqa: PLR2004 - ink, paper
        raise ProofFailedError(f"the page shows tones from {darkest} to {brightest}")
    return extract_text(path)
