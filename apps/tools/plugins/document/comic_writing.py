"""Writes comics: archives of pictures, and PDFs with a picture a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from apps.tools.plugins.archive.budget import read_chunks
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.writing import create_archive
from apps.tools.plugins.document.comic_pages import ARCHIVES, INFORMATION, Comic, as_input

PAGE_DPI: Final = 150
"""What a scanned page is taken for, to give it a size on paper."""
_LONGEST_SIDE: Final = 14_400
"""Points; readers show no larger pages."""
_FASTEST: Final = 1
"""Pictures are compressed already."""


def write_archive(comic: Comic, path: Path, *, format: str) -> None:
    """Put the pages into an archive under numbers, with what catalogues know of the comic."""
    digits = max(3, len(str(len(comic.pages))))
    with create_archive(path, format=ARCHIVES[format], level=_FASTEST, password=None) as archive:
        if comic.information:
            archive.add(Member(name=INFORMATION, size=len(comic.information)), iter([comic.information]))
        for number, page in enumerate(comic.pages, start=1):
            member = Member(name=f"{number:0{digits}d}{page.suffix}", size=page.stat().st_size)
            with page.open("rb") as file:
                archive.add(member, read_chunks(file))


def write_pdf(
    comic: Comic, path: Path, *, title: str, right_to_left: bool, progress: Callable[[float, str], None]
) -> tuple[str, ...]:
    """Write a PDF with a page as large as each picture; JPEG pictures go in as they are."""
    import pikepdf

    from apps.tools.plugins.pdf.embedding import embed_picture

    notes: list[str] = []
    with pikepdf.new() as pdf:
        for number, source in enumerate(comic.pages, start=1):
            picture = embed_picture(pdf, as_input(source))
            width, height = picture.drawing.width, picture.drawing.height
            factor = min(72 / PAGE_DPI, _LONGEST_SIDE / max(width, height))
            page = pdf.add_blank_page(page_size=(width * factor, height * factor))
            content = pdf.make_indirect(picture.drawing.content)
            name = page.add_resource(content, pikepdf.Name.XObject, prefix="Page")
            page.contents_add(f"q {factor:.6f} 0 0 {factor:.6f} 0 0 cm {name} Do Q".encode())
            notes += picture.notes
            progress(0.5 + 0.5 * number / len(comic.pages), f"Page {number} of {len(comic.pages)}")
        pdf.docinfo["/Title"] = title
        if right_to_left:
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
        pdf.save(path)
    return tuple(notes[:20])
