"""Reads a page as PDFium sees it: lines of text in runs of one look, and the pictures between them."""

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage, PdfTextPage

_BOLD_WEIGHT = 600
_ITALIC_FLAG = 1 << 6
"""In the flags of a font descriptor (ISO 32000, table 121)."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold, and what PDFium makes of the hyphen in a word that two lines share: it joins them."""
MAX_PIXELS = 50_000_000
"""Of one picture."""
_LEAST_PICTURE = 8.0
"""Points; smaller pictures are lines, dots and shadows."""


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look; `size` in points."""

    size: float
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line and where it stands on the page, in points from its lower left corner."""

    runs: tuple[Run, ...]
    left: float
    bottom: float
    right: float
    top: float

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        return max(self.runs, key=lambda run: len(run.text)).look.size


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, its width on the page in points and its upper edge."""

    image: "Image"
    width: float
    top: float


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    look: Look
    box: tuple[float, float, float, float] | None


def read_lines(page: "PdfPage") -> list[TextLine]:
    """The lines, in the order PDFium reads them."""
    text_page = page.get_textpage()
    try:
        letters = list(_letters(text_page))
    finally:
        text_page.close()
    lines: list[TextLine] = []
    for ends, group in groupby(letters, key=lambda letter: letter.text in "\r\n"):
        if not ends and (line := _line(list(group))):
            lines.append(line)
    return lines


def _letters(page: "PdfTextPage") -> Iterator[_Letter]:
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    for index in range(page.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(page, index))
        length = raw.FPDFText_GetFontInfo(page, index, name, len(name), ctypes.byref(flags))
        font = name.raw[: max(0, min(length, len(name)) - 1)].decode("utf-8", "replace").lower()
        look = Look(
            size=_size(page, index),
            bold="bold" in font or raw.FPDFText_GetFontWeight(page, index) >= _BOLD_WEIGHT,
            italic="italic" in font or "oblique" in font or bool(flags.value & _ITALIC_FLAG),
        )
        generated = raw.FPDFText_IsGenerated(page, index) == 1
        yield _Letter(text, look, None if generated else page.get_charbox(index, loose=True))


def _size(page: "PdfTextPage", index: int) -> float:
    """The size as it is seen, to half a point: the font's own, scaled as the text is."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    scaled = raw.FPDFText_GetMatrix(page, index, ctypes.byref(matrix))
    scale = math.hypot(matrix.c, matrix.d) if scaled else 1.0
    size: float = raw.FPDFText_GetFontSize(page, index) * scale
    return max(1.0, round(size * 2) / 2)


def _line(letters: list[_Letter]) -> TextLine | None:
    boxes = [letter.box for letter in letters if letter.box and not letter.text.isspace()]
    if not boxes:
        return None
    runs: list[Run] = []
    look = next(letter.look for letter in letters if letter.box)
    for letter in letters:
        # A space that PDFium adds, or any other, looks like the letters before it.
        look = letter.look if letter.box and not letter.text.isspace() else look
        if runs and runs[-1].look == look:
            runs[-1] = replace(runs[-1], text=runs[-1].text + letter.text)
        else:
            runs.append(Run(letter.text, look))
    clean = tuple(Run(text, run.look) for run in runs if (text := _FORBIDDEN.sub("", run.text)))
    left, bottom, right, top = zip(*boxes, strict=True)
    return TextLine(clean, min(left), min(bottom), max(right), max(top)) if clean else None


def read_pictures(page: "PdfPage") -> list[Picture]:
    """The pictures of a page, as they are shown, from top to bottom."""
    import pypdfium2
    from pypdfium2 import raw

    pictures = []
    for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)):
        left, bottom, right, top = found.get_bounds()
        if min(right - left, top - bottom) < _LEAST_PICTURE:
            continue
        width, height = found.get_px_size()
        if width * height > MAX_PIXELS:
            raise InvalidInputError(
                f"A picture in the document has {width * height / 1e6:.0f} megapixels; at most "
                f"{MAX_PIXELS // 10**6} are allowed.",
                code="input_limit",
            )
        try:
            image = found.get_bitmap(render=True).to_pil()
        except pypdfium2.PdfiumError:
            continue  # one that PDFium does not show either
        image.load()
        pictures.append(Picture(image, right - left, top))
    return sorted(pictures, key=lambda picture: -picture.top)
