"""The pages to read: those of a PDF as they are shown, of a TIFF, or a single picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.image.decoding import decode, read_to_the_end
from apps.tools.plugins.image.loading import Picture, read_picture
from apps.tools.plugins.image.sizing import Sizing
from apps.tools.plugins.ocr.ocr_options import OcrOptions
from apps.tools.plugins.pdf.opening import open_pdf
from apps.tools.plugins.pdf.pages import chosen_once
from apps.tools.plugins.pdf.rendering import load_page, open_for_rendering, render_page

if TYPE_CHECKING:
    import numpy as np

MAX_PAGES = 200
"""Of one run, which may take an hour: a dense page takes RapidOCR fifteen seconds, and Tesseract four."""
MAX_PIXELS = 80_000_000
"""Of a page: A3 at 600 dpi."""
_MILLIMETRES = 25.4
"""Of an inch."""
_KNOWN_DPI = range(73, 2400)
"""What a scanner may say; 72 and below are what programs write who do not know."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A page to read: grey or RGB pixels, upright as far as the file says."""

    index: int
    pixels: "np.ndarray"
    dpi: float
    plain_jpeg: bool = False
    """Whether the file's own JPEG data shows the same picture: not turned, not CMYK, without a profile."""
    has_text: bool = False
    """Whether it is a page of a PDF that has text already."""


def choose_pages(run: ToolRun[OcrOptions]) -> list[int]:
    """The indexes of the pages wanted; raises InvalidInputError if there are none such, or too many."""
    source, options = run.source, run.options
    if source.format == "pdf":
        with open_pdf(source, options.password) as pdf:
            total = len(pdf.pages)
    else:
        picture = read_picture(source)
        _refuse_flood(picture)
        total = picture.frames if source.format == "tiff" else 1
    chosen = chosen_once(options.pages, total)
    if len(chosen) > MAX_PAGES:
        raise InvalidInputError(
            f"'{source.name}' has {len(chosen)} pages to read; at most {MAX_PAGES} are read in one run. "
            f"Choose some with the option 'pages', such as 1-{MAX_PAGES}.",
            code="input_limit",
        )
    return chosen


def scan(run: ToolRun[OcrOptions], indexes: list[int]) -> Iterator[Scan]:
    """The pages one after the other; one is in memory at a time."""
    if run.source.format != "pdf":
        yield from (_scan_picture(run, index) for index in indexes)
        return
    import numpy as np

    with open_for_rendering(run.source, run.options.password) as document:
        for index in indexes:
            drawn = render_page(run.source, document, index, dpi=run.options.dpi)
            text = load_page(run.source, document, index).get_textpage().get_text_range().strip()
            yield Scan(index, np.asarray(drawn), run.options.dpi, has_text=bool(text))


def _scan_picture(run: ToolRun[OcrOptions], index: int) -> Scan:
    import pyvips

    picture = read_picture(run.source, frame=index)
    size = (picture.width, picture.height)
    image = decode(picture, sizing=Sizing(size, *size), every_frame=False, to_srgb=True)
    dpi = round(image.xres * _MILLIMETRES)
    image = image.colourspace("b-w" if image.interpretation in {"b-w", "grey16"} else "srgb")
    if image.hasalpha():
        image = image.flatten(background=255)
    try:
        pixels = image.cast("uchar").numpy()
    except pyvips.Error:
        # It calls everything a lack of memory; this tells what is wrong.
        read_to_the_end(picture, every_frame=False)
        raise
    special = picture.cmyk or picture.profile or picture.orientation != 1
    return Scan(
        index=index,
        pixels=pixels[:, :, 0] if image.bands == 1 and pixels.ndim > 2 else pixels,  # noqa: PLR2004 - bands
        dpi=dpi if dpi in _KNOWN_DPI else run.options.dpi,
        plain_jpeg=run.source.format == "jpg" and not special,
    )


def _refuse_flood(picture: Picture) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise InvalidInputError(
            f"'{picture.source.name}' has {picture.width * picture.height / 1e6:.0f} megapixels; at most "
            f"{MAX_PIXELS // 10**6} are read. Make it smaller first: 300 dots per inch are enough.",
            code="input_limit",
        )
