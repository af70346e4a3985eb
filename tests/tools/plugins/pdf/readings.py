"""What pypdf and PDFium read of a PDF that qpdf wrote."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import Destination

Colour = tuple[int, int, int]


def texts(path: Path, password: str | None = None) -> list[str]:
    """The text of each page."""
    return [page.extract_text().strip() for page in PdfReader(path, password=password).pages]


def shown_sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of each page in whole points, as it is shown."""
    sizes = []
    for page in PdfReader(path).pages:
        width, height = round(page.cropbox.width), round(page.cropbox.height)
        sizes.append((height, width) if page.rotation % 180 else (width, height))
    return sizes


def outline(path: Path) -> list[tuple[str, int]]:
    """The titles of all bookmarks with the pages, from 0, that they lead to; `> ` for each level."""
    reader = PdfReader(path)

    def walk(entries: list[object], level: int) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for entry in entries:
            if isinstance(entry, list):
                found += walk(entry, level + 1)
            elif isinstance(entry, Destination):
                page = reader.get_destination_page_number(entry)
                found.append(("> " * level + str(entry.title), -1 if page is None else page))
        return found

    return walk(list(reader.outline), 0)


def unpacked(path: Path) -> bytes:
    """Every byte of the document, with nothing compressed."""
    file = BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(
            file,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return file.getvalue()


def drawn(path: Path, index: int = 0, *, dpi: int = 72) -> Image.Image:
    """A page as PDFium shows it."""
    with pypdfium2.PdfDocument(path) as document:
        picture: Image.Image = document[index].render(scale=dpi / 72).to_pil()
        return picture.convert("RGB")


def colour_at(picture: Image.Image, across: float, down: float) -> Colour:
    """The colour at a part of the width and of the height."""
    found = picture.getpixel((int(picture.width * across), int(picture.height * down)))
    assert isinstance(found, tuple)
    return (found[0], found[1], found[2])


def is_near(found: Colour, wanted: Colour, tolerance: int = 12) -> bool:
    """Whether two colours differ by no more than a lossy encoder does."""
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))
