"""Proofs of `comic-convert`: pages of one colour each, in an order that only counting sees."""

import tarfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import py7zr
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from apps.tools.proving.proofs import ProofFailedError

COLOURS = ((210, 40, 40), (40, 190, 70), (50, 70, 200))
NAMES = ("book/page 1.jpg", "book/page 2.jpg", "book/page 10.jpg")
SIZE = (60, 90)
TOLERANCE = 12


@dataclass(frozen=True, slots=True)
class ComicFacts:
    """The colours of the pages in order, and the pictures' bytes where they must stay as they are."""

    pictures: tuple[bytes, ...]


def pictures() -> tuple[bytes, ...]:
    """A JPEG for each page."""
    found = []
    for colour in COLOURS:
        data = BytesIO()
        Image.new("RGB", SIZE, colour).save(data, "JPEG", quality=95)
        found.append(data.getvalue())
    return tuple(found)


def make_sample(format: str, path: Path) -> ComicFacts:
    """Three pages, put in an order that is not theirs."""
    made = pictures()
    files = dict(sorted(zip(NAMES, made, strict=True)))
    if format == "cbz":
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
    elif format == "cbt":
        with tarfile.open(path, "w") as archive:
            for name, data in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                archive.addfile(entry, BytesIO(data))
    elif format == "cb7":
        with py7zr.SevenZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(data, name)
    elif format == "pdf":
        _write_pdf(path, made)
    else:
        _write_epub(path, made)
    return ComicFacts(made)


def _write_pdf(path: Path, made: tuple[bytes, ...]) -> None:
    canvas = Canvas(str(path), pagesize=SIZE)
    for data in made:
        canvas.drawImage(ImageReader(BytesIO(data)), 0, 0, *SIZE)
        canvas.showPage()
    canvas.save()


def _write_epub(path: Path, made: tuple[bytes, ...]) -> None:
    items = "".join(
        f'<item id="p{n}" href="t/p{n}.xhtml" media-type="application/xhtml+xml"/>'
        f'<item id="i{n}" href="i/{n}.jpg" media-type="image/jpeg"/>'
        for n in range(len(made))
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(made)))
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/c.opf"/></rootfiles></container>',
        )
        book.writestr(
            "OEBPS/c.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
            f"<spine>{spine}</spine></package>",
        )
        for number, data in enumerate(made):
            book.writestr(f"OEBPS/i/{number}.jpg", data)
            book.writestr(
                f"OEBPS/t/p{number}.xhtml",
                '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
                f'<img src="../i/{number}.jpg"/></body></html>',
            )


def check(path: Path, source: str, target: str, facts: ComicFacts) -> None:
    """The pages are in order; archives and books hold the very bytes, if the sample's writer kept them."""
    if target == "pdf":
        with pypdfium2.PdfDocument(path) as document:
            shown = [page.render(scale=1).to_pil() for page in document]
        _check_colours(shown)
        return
    found = _read(path, target)
    if source != "pdf" and tuple(found) != facts.pictures:
        raise ProofFailedError("the pictures are not the same bytes, or not in their order")
    _check_colours([Image.open(BytesIO(data)) for data in found])


def _read(path: Path, target: str) -> list[bytes]:
    if target == "cbt":
        with tarfile.open(path) as archive:
            names = sorted(archive.getnames())
            return [file.read() for name in names if (file := archive.extractfile(name))]
    if target == "cb7":
        with py7zr.SevenZipFile(path) as archive:
            factory = py7zr.io.BytesIOFactory(1024 * 1024)
            archive.extract(factory=factory)
            return [factory.products[name].read() for name in sorted(factory.products)]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in sorted(archive.namelist()) if name.endswith((".jpg", ".png"))]


def _check_colours(shown: list[Image.Image]) -> None:
    middles = [
        picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2)) for picture in shown
    ]
    if len(middles) != len(COLOURS):
        raise ProofFailedError(f"there are {len(middles)} pages, not {len(COLOURS)}")
    for seen, wanted in zip(middles, COLOURS, strict=True):
        if not isinstance(seen, tuple) or any(
            abs(a - b) > TOLERANCE for a, b in zip(seen, wanted, strict=True)
        ):
            raise ProofFailedError(f"the pages are {middles}, not {list(COLOURS)}")
