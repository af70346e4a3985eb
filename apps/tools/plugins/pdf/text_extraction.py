"""Reads the text of pages, and where each word stands on the page as it is shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.pdf.rendering import load_page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the upper left corner of the page as it is shown."""

_HYPHEN = {"page": "\ufffe", "character": "\x02"}
"""What PDFium says for a hyphen at the end of a line, in the text of a page and of a character."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What is written on a page; the words only where they were asked for."""

    width: float
    height: float
    text: str
    words: tuple[Word, ...]


def read_page_text(source: ToolInput, document: "PdfDocument", index: int, *, boxes: bool) -> PageText:
    """The text of a page in the order in which it was written, and its words if their boxes are wanted."""
    page = load_page(source, document, index)
    try:
        text_page = page.get_textpage()
        try:
            width, height = page.get_size()
            words = tuple(_words(page, text_page)) if boxes else ()
            return PageText(width=width, height=height, text=_plain(text_page.get_text_range()), words=words)
        finally:
            text_page.close()
    finally:
        page.close()


def _plain(text: str) -> str:
    lines = text.replace(_HYPHEN["page"], "-\n").replace("\r\n", "\n").replace("\0", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _words(page: "PdfPage", text_page: "PdfTextPage") -> Iterator[Word]:
    """Letters between spaces, put together."""
    place, letters, boxes = _placing(page), list[str](), list[Box]()
    for letter, box in _letters(text_page):
        is_space = letter.isspace() or letter == "\0"
        if not is_space:
            letters.append("-" if letter == _HYPHEN["character"] else letter)
            boxes.append(place(box))
        if letters and (is_space or letter == _HYPHEN["character"]):
            yield _join(letters, boxes)
            letters, boxes = [], []
    if letters:
        yield _join(letters, boxes)


def _letters(text_page: "PdfTextPage") -> Iterator[tuple[str, Box]]:
    from pypdfium2 import raw

    for number in range(text_page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text_page, number))
        yield letter, text_page.get_charbox(number, loose=not letter.isspace())


def _join(letters: list[str], boxes: list[Box]) -> Word:
    # PDFium may give a letter beyond the basic plane as two halves.
    text = "".join(letters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Word(text, (min(lefts), min(tops), max(rights), max(bottoms)))


def _placing(page: "PdfPage") -> Callable[[Box], Box]:
    """From left, bottom, right, top in the page's own coordinates to the page as it is shown."""
    left, bottom, right, top = page.get_bbox()
    return {
        0: lambda box: (box[0] - left, top - box[3], box[2] - left, top - box[1]),
        90: lambda box: (box[1] - bottom, box[0] - left, box[3] - bottom, box[2] - left),
        180: lambda box: (right - box[2], box[1] - bottom, right - box[0], box[3] - bottom),
        270: lambda box: (top - box[3], right - box[2], top - box[1], right - box[0]),
    }[page.get_rotation()]
