"""Converts all pages of a picture: one file of several sheets, each with a size of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.plugins.image.conversion import Box, Prepared, Written, prepare, writing
from apps.tools.plugins.image.encoding import Encoding, encode
from apps.tools.plugins.image.loading import Picture, read_picture
from apps.tools.plugins.image.pdf_writing import Page, PdfPages, bare_jpeg
from apps.tools.plugins.image.sizing import Fit
from apps.tools.plugins.image.vector import CSS_DPI

if TYPE_CHECKING:
    from pyvips import Image

PAGED = frozenset({"tiff", "pdf"})
"""The formats that hold several pages."""
_LOSSY = frozenset({"jpg", "webp", "avif", "heic", "jxl", "jp2"})
"""What was once approximated is written as JPEG into a PDF; the pixels of the others stay as they are."""
_MM_PER_INCH = 25.4
_SAYS_NOTHING = 73
"""libvips has 72 pixels to the inch, or 25, where a file does not say; who says 72 means no more by it."""
Add = Callable[[Picture, Prepared], None]


def convert_pages(
    picture: Picture,
    *,
    every_page: bool,
    path: Path,
    encoding: Encoding,
    box: Box,
    fit: Fit,
    dpi: float | None,
    report: Callable[[float, str], None],
) -> Written:
    """Write every page, or the one that was chosen, into a TIFF or PDF."""
    numbers = range(picture.frames) if every_page else (picture.frame,)
    notes: dict[str, None] = {}
    sizes = []
    with _sheets(path, encoding=encoding, dpi=dpi) as add:
        for done, number in enumerate(numbers):
            page = read_picture(picture.source, frame=number, dpi=dpi or CSS_DPI)
            prepared = prepare(page, encoding=encoding, box=box, fit=fit)
            with writing(page, encoding=encoding):
                add(page, prepared)
            sizes.append((prepared.image.width, prepared.image.height))
            notes |= dict.fromkeys(prepared.notes)
            report((done + 1) / len(numbers), f"page {done + 1} of {len(numbers)}")
    if every_page:
        notes = {note: None for note in notes if not note.startswith("Only page")}
    return Written(claims=_claims(encoding, sizes), notes=[*notes])


def _claims(encoding: Encoding, sizes: list[tuple[int, int]]) -> dict[str, float]:
    if encoding.format == "pdf":
        return {"pages": len(sizes)}
    return {"frames": len(sizes), "width": sizes[0][0], "height": sizes[0][1]}


@contextmanager
def _sheets(path: Path, *, encoding: Encoding, dpi: float | None) -> Iterator[Add]:
    """What adds a page to the file, which is complete when this is left."""
    if encoding.format == "pdf":
        pages = PdfPages()
        yield lambda picture, prepared: pages.add(_pdf_page(picture, prepared, encoding=encoding, dpi=dpi))
        pages.save(path)
        return
    from PIL.TiffImagePlugin import AppendingTiffWriter

    sheet = path.with_suffix(".sheet")
    # Pillow moves the offsets of each file, so that it stands behind the others.
    with AppendingTiffWriter(path, new=True) as joined:

        def add(_: Picture, prepared: Prepared) -> None:
            encode(prepared.image, path=sheet, encoding=encoding)
            joined.write(sheet.read_bytes())
            joined.newFrame()

        yield add
    sheet.unlink(missing_ok=True)


def _pdf_page(picture: Picture, prepared: Prepared, *, encoding: Encoding, dpi: float | None) -> Page:
    image = prepared.image
    profile = None
    if encoding.metadata != "none" and image.get_typeof("icc-profile-data"):
        profile = image.get("icc-profile-data")
    as_jpeg = picture.source.format in _LOSSY and not encoding.lossless
    return Page(
        image=image,
        dpi=dpi or _own_dpi(picture, image),
        quality=encoding.quality if as_jpeg else None,
        profile=profile,
        jpeg=_same_jpeg(picture, prepared, profile=profile),
    )


def _own_dpi(picture: Picture, image: "Image") -> float:
    """What the file says of its resolution, where it says so; scaled pixels keep the size of the page."""
    own = float(image.xres) * _MM_PER_INCH
    if picture.scalable or own < _SAYS_NOTHING:
        return CSS_DPI
    return own * float(image.width) / picture.width


def _same_jpeg(picture: Picture, prepared: Prepared, *, profile: bytes | None) -> bytes | None:
    """The bytes of a JPEG that is to be shown just as it is."""
    converted = picture.cmyk or (picture.profile and not profile)
    if picture.source.format != "jpg" or prepared.scaled or picture.orientation != 1 or converted:
        return None
    try:
        return bare_jpeg(picture.source.path.read_bytes())
    except ValueError:
        return None  # libjpeg reads more than our own splitting does
