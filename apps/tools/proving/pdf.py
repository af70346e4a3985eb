"""A PDF set by ReportLab, and what other libraries than the converters' read of its conversions.

What a format must hold is checked by a function for it; tools that make others of a PDF, such as Word
documents, have modules of their own.
"""

import json
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from apps.tools.proving.picture_readings import read_frames
from apps.tools.proving.proofs import ProofFailedError

Colour = tuple[int, int, int]

RED, GREEN, BLUE, YELLOW = (210, 40, 40), (40, 190, 70), (50, 70, 200), (230, 220, 90)
TOLERANCE = 40
_FIRST_LINE, _SECOND_LINE = "Grüße aus Köln: façade, naïve, Žižek", "The second page lies on its side"
_THIRD_LINE = "Small and square"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """A page as it is shown: its size in points, a line on it, and the colours of its four corners."""

    width: float
    height: float
    line: str
    corners: tuple[Colour, Colour, Colour, Colour]


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """What is in the sample: its pages, its outline, where a link leads, and where the first line stands."""

    pages: tuple[PageFacts, ...]
    outline: tuple[str, ...] = ("First chapter", "Zweites Kapitel: Übung", "Third chapter")
    link: str = "https://example.org/"
    title: str = "Sample with Ümläuts"
    first_word: tuple[str, float, float] = field(default=("Grüße", 72.0, 142.0))


def make_sample(format: str, path: Path) -> PdfFacts:  # noqa: ARG001 - it is a PDF
    """Three pages: A4, A5 turned by a quarter, and a square; text, colours, a picture, an outline, a link."""
    facts = PdfFacts(
        pages=(
            PageFacts(width=595, height=842, line=_FIRST_LINE, corners=(RED, GREEN, BLUE, YELLOW)),
            PageFacts(width=595, height=420, line=_SECOND_LINE, corners=(GREEN, BLUE, YELLOW, RED)),
            PageFacts(width=200, height=200, line=_THIRD_LINE, corners=(BLUE, YELLOW, RED, GREEN)),
        )
    )
    canvas = Canvas(str(path), pageCompression=1)
    canvas.setTitle(facts.title)
    canvas.setAuthor("Alice")
    for number, (page, chapter) in enumerate(zip(facts.pages, facts.outline, strict=True)):
        turned = number == 1
        canvas.setPageSize((page.width, page.height))
        canvas.setPageRotation(90 if turned else 0)
        if turned:
            # ReportLab stores the page as 420 x 595; its content is upright once readers have turned it.
            canvas.transform(0, 1, -1, 0, page.height, 0)
        canvas.bookmarkPage(f"chapter-{number}")
        canvas.addOutlineEntry(chapter, f"chapter-{number}", 0)
        _draw(canvas, page, facts)
        canvas.showPage()
    canvas.save()
    return facts


def _draw(canvas: Any, page: PageFacts, facts: PdfFacts) -> None:
    width, height = page.width, page.height
    places = ((0, height - 40), (width - 40, height - 40), (width - 40, 0), (0, 0))
    for (left, bottom), colour in zip(places, page.corners, strict=True):
        canvas.setFillColor(Color(*(part / 255 for part in colour)))
        canvas.rect(left, bottom, 40, 40, stroke=0, fill=1)
    canvas.setFillColor(Color(0, 0, 0))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, height - 154, page.line)
    if width > height:
        return
    canvas.linkURL(facts.link, (72, 60, 160, 76))
    canvas.drawImage(ImageReader(_picture()), 72, 80, 60, 40)


def _picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (60, 40), RED).save(file, format="JPEG", quality=95)
    file.seek(0)
    return file


def check(path: Path, source: str, target: str, facts: PdfFacts) -> None:  # noqa: ARG001 - from PDF
    """Read the output as what it is, and find the sample in it."""
    if target == "txt":
        _check_text(path.read_text("utf-8"), facts)
    elif target == "json":
        _check_words(json.loads(path.read_text("utf-8")), facts)
    else:
        _check_pictures(path, target, facts)


def _check_text(text: str, facts: PdfFacts) -> None:
    """A page after the other, each with its line."""
    pages = text.split("\f")
    if len(pages) != len(facts.pages):
        raise ProofFailedError(f"there are {len(pages)} pages of text, not {len(facts.pages)}")
    for found, page in zip(pages, facts.pages, strict=True):
        if found.strip() != page.line:
            raise ProofFailedError(f"the text of a page is {found.strip()!r}, not {page.line!r}")


def _check_words(document: Any, facts: PdfFacts) -> None:
    """The words of each page, its size, and the place of the first word."""
    for found, page in zip(document["pages"], facts.pages, strict=True):
        words = " ".join(word["text"] for word in found["words"])
        if words != page.line or found["text"] != page.line:
            raise ProofFailedError(
                f"the words are {words!r}, the text is {found['text']!r}, not {page.line!r}"
            )
        if abs(found["width"] - page.width) > 1 or abs(found["height"] - page.height) > 1:
            raise ProofFailedError(f"a page measures {found['width']} x {found['height']}")
    first, (text, left, top) = document["pages"][0]["words"][0], facts.first_word
    if first["text"] != text or abs(first["left"] - left) > 2 or abs(first["top"] - top) > 4:  # noqa: PLR2004 - points
        raise ProofFailedError(f"the first word is {first}, not {facts.first_word}")


def _check_pictures(path: Path, target: str, facts: PdfFacts) -> None:
    """As many as there are pages where one file holds them all; the first page where each has a file."""
    frames = read_frames(path, target).frames
    wanted = facts.pages if target == "tiff" else facts.pages[:1]
    if len(frames) != len(wanted):
        raise ProofFailedError(f"there are {len(frames)} pictures, not {len(wanted)}")
    for frame, page in zip(frames, wanted, strict=True):
        _check_picture(frame, page)


def _check_picture(frame: Image.Image, page: PageFacts) -> None:
    scale = frame.width / page.width
    if abs(frame.height - page.height * scale) > scale + 1:
        raise ProofFailedError(f"a page became {frame.width} x {frame.height} pixels")
    inset, right, bottom = round(20 * scale), frame.width - 1, frame.height - 1
    places = (
        (inset, inset),
        (right - inset, inset),
        (right - inset, bottom - inset),
        (inset, bottom - inset),
    )
    for place, colour in zip(places, page.corners, strict=True):
        found = frame.convert("RGB").getpixel(place)
        if not isinstance(found, tuple) or any(
            abs(a - b) > TOLERANCE for a, b in zip(found, colour, strict=True)
        ):
            raise ProofFailedError(f"the colour at {place} is {found}, not {colour}")
    line = frame.convert("L").crop(
        (round(70 * scale), round(140 * scale), round(180 * scale), round(160 * scale))
    )
    if ImageChops.invert(line).getbbox() is None:
        raise ProofFailedError("the line of text is not to be seen")
