"""The pages to look for barcodes on, in grey: those of a PDF, of a TIFF, or the one picture."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from apps.tools.base import ToolRun
from apps.tools.plugins.image.barcode_read_options import BarcodeReadOptions
from apps.tools.plugins.image.barcode_reading import MAX_SIDE, Page
from apps.tools.plugins.image.decoding import decode
from apps.tools.plugins.image.loading import read_picture, reading
from apps.tools.plugins.image.sizing import fit_size
from apps.tools.plugins.pdf.rendering import open_for_rendering, render_page

if TYPE_CHECKING:
    from pyvips import Image


def pages_of(run: ToolRun[BarcodeReadOptions]) -> Iterator[Page]:
    """Page by page, from 1, with progress; raises InvalidInputError for what cannot be read."""
    return _pdf_pages(run) if run.source.format == "pdf" else _picture_pages(run)


def _pdf_pages(run: ToolRun[BarcodeReadOptions]) -> Iterator[Page]:
    import pyvips

    with open_for_rendering(run.source, run.options.password) as document:
        for index in range(len(document)):
            run.progress(index / len(document), f"page {index + 1} of {len(document)}")
            drawn = render_page(run.source, document, index, dpi=run.options.dpi).convert("L")
            image = pyvips.Image.new_from_memory(drawn.tobytes(), drawn.width, drawn.height, 1, "uchar")
            yield Page(index + 1, image, 1)


def _picture_pages(run: ToolRun[BarcodeReadOptions]) -> Iterator[Page]:
    first = read_picture(run.source)
    count = first.frames if first.paged else 1
    for frame in range(count):
        run.progress(frame / count, f"page {frame + 1} of {count}")
        picture = read_picture(run.source, frame=frame)
        sizing = fit_size(
            width=picture.width, height=picture.height, box_width=MAX_SIDE, box_height=MAX_SIDE, fit="contain"
        )
        with reading(run.source):
            image = decode(picture, sizing=sizing, every_frame=False, to_srgb=picture.cmyk)
            yield Page(frame + 1, _grey(image), sizing.width / picture.width)


def _grey(image: "Image") -> "Image":
    """One channel of 8 bits on white, as paper is."""
    if image.format != "uchar":
        image = image.colourspace("srgb")
    if image.hasalpha():
        image = image.flatten(background=255)
    return image.colourspace("b-w")[0].cast("uchar")
