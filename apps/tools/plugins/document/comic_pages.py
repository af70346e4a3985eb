"""The pages of a comic as picture files, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from apps.tools.base import InvalidInputError, Password, ToolInput, ToolRun
from apps.tools.plugins.archive.member import Member
from apps.tools.plugins.archive.reading import read_archive
from apps.tools.plugins.document.pictures import kind_of

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

ARCHIVES: Final = {"cbz": "zip", "cb7": "7z", "cbt": "tar"}
ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
INFORMATION: Final = "ComicInfo.xml"
MAX_PAGES: Final = 5000
DRAWN_DPI: Final = 200
"""How finely a PDF page is drawn that is more than one picture."""
_MAX_SIDE: Final = 10_000
_MAX_INFORMATION: Final = 1024 * 1024


@dataclass(slots=True)
class Comic:
    """Pages in order, and what catalogues know of the comic (ComicInfo.xml), if it is there."""

    pages: list[Path] = field(default_factory=list)
    information: bytes | None = None
    notes: list[str] = field(default_factory=list)


def natural_order(name: str) -> tuple[tuple[int, str], ...]:
    """Page 2 before page 10, folders before what follows them."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def read_comic(run: ToolRun[Any], *, password: Password | None, folder: Path) -> Comic:
    """Write the pages of the source into the folder; raises InvalidInputError when there are none."""
    if run.source.format in ARCHIVES:
        comic = _read_archive(run, password, folder)
    elif run.source.format == "pdf":
        comic = Comic(pages=list(_pages_of_pdf(run, password, folder)))
    else:
        from apps.tools.plugins.document.comic_epub import pages_of_epub

        comic = Comic(pages=pages_of_epub(run.source, folder))
    if not comic.pages:
        raise InvalidInputError(
            f"'{run.source.name}' has no pictures, so it is no comic.", code="input_not_allowed"
        )
    if len(comic.pages) > MAX_PAGES:
        raise InvalidInputError(
            f"'{run.source.name}' has {len(comic.pages)} pages; {MAX_PAGES} are allowed.", code="input_limit"
        )
    return comic


def _read_archive(run: ToolRun[Any], password: Password | None, folder: Path) -> Comic:
    comic, named = Comic(), list[tuple[str, Path]]()

    def take(member: Member, chunks: Iterator[bytes]) -> None:
        name, ending = member.name, Path(member.name).suffix.lower()
        if member.kind != "file" or name.startswith("__MACOSX/") or Path(name).name.startswith("."):
            return
        if Path(name).name == INFORMATION and member.size <= _MAX_INFORMATION:
            comic.information = b"".join(chunks)
        elif ending in ENDINGS:
            path = folder / f"{len(named):05d}"
            with path.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
            named.append((name, path))

    source = replace(run.source, format=ARCHIVES[run.source.format])
    read_archive(replace(run, inputs=(source,)), password=password, sink=take)
    broken = 0
    for number, (_, path) in enumerate(sorted(named, key=lambda item: natural_order(item[0]))):
        ending = kind_of(path)
        if ending in ENDINGS:
            comic.pages.append(path.rename(folder / f"page-{number:05d}{ending}"))
        else:
            broken += 1
    if broken:
        comic.notes.append(f"Files that are named like pictures, but are none, were left out: {broken}.")
    return comic


def _pages_of_pdf(run: ToolRun[Any], password: Password | None, folder: Path) -> Iterator[Path]:
    """A page that is one JPEG gives that JPEG; any other is drawn."""
    import pypdfium2

    from apps.tools.plugins.pdf.nesting import refuse_avalanche
    from apps.tools.plugins.pdf.opening import open_pdf, reading

    with open_pdf(run.source, password) as pdf, reading(run.source):
        refuse_avalanche(run.source, pdf)
    secret = password.get_secret_value() if password else None
    with pypdfium2.PdfDocument(run.source.path, password=secret) as document:
        for number in range(min(len(document), MAX_PAGES + 1)):
            page = document[number]
            path = folder / f"page-{number:05d}"
            jpeg = _only_jpeg(page)
            if jpeg:
                path = path.with_suffix(".jpg")
                path.write_bytes(jpeg)
            else:
                path = path.with_suffix(".png")
                scale = min(DRAWN_DPI / 72, _MAX_SIDE / max(page.get_size()))
                page.render(scale=scale).to_pil().save(path)
            run.progress(0.5 * number / len(document), f"Page {number + 1}")
            yield path


def _only_jpeg(page: "PdfPage") -> bytes | None:
    """The JPEG that covers a page upright and alone, as it is in the file."""
    from pypdfium2 import raw

    leaves = [item for item in page.get_objects(max_depth=4) if item.type != raw.FPDF_PAGEOBJ_FORM]
    if len(leaves) != 1 or leaves[0].type != raw.FPDF_PAGEOBJ_IMAGE or page.get_rotation():
        return None
    image: Any = leaves[0]
    matrix = image.get_matrix()
    if image.get_filters() != ["DCTDecode"] or matrix.b or matrix.c or min(matrix.a, matrix.d) <= 0:
        return None
    return bytes(image.get_data(decode_simple=False))


def as_input(path: Path) -> ToolInput:
    """A page as other engines take it."""
    return ToolInput(role="page", path=path, name=path.name, format=path.suffix[1:], size=path.stat().st_size)
