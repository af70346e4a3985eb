"""Draws pages with PDFium, within a budget of pixels, and reads their text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import SecretStr

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.pdf.nesting import refuse_avalanche
from apps.tools.plugins.pdf.opening import open_pdf, reading

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

MAX_PIXELS = 100_000_000
"""Of one page: A0 at 200 dpi, A4 at 1,000 dpi; four bytes each are held twice."""
POINTS_PER_INCH = 72
_WHITE = (255, 255, 255, 255)
_CLEAR = (255, 255, 255, 0)


@contextmanager
def open_for_rendering(source: ToolInput, password: SecretStr | None = None) -> Iterator["PdfDocument"]:
    """The document as PDFium sees it, after qpdf found it whole; raises what `open_pdf` raises."""
    import pypdfium2

    with open_pdf(source, password) as pdf, reading(source):
        pages = len(pdf.pages)
        refuse_avalanche(source, pdf)
    secret = password.get_secret_value() if password else None
    try:
        document = pypdfium2.PdfDocument(source.path, password=secret)
    except pypdfium2.PdfiumError as error:
        raise unreadable(source) from error
    with document:
        if len(document) != pages:
            raise unreadable(source)
        document.init_forms()
        yield document


def render_page(
    source: ToolInput, document: "PdfDocument", index: int, *, dpi: float, transparent: bool = False
) -> "Image":
    """A page as it is shown, upright and cut to its crop box, with annotations and form fields.

    Raises InvalidInputError when it would have too many pixels, or PDFium cannot read it.
    """
    page = load_page(source, document, index)
    try:
        width, height = page.get_size()
        if min(width, height) <= 0:
            raise unreadable(source, index)
        refuse_flood(source, index, width=width, height=height, dpi=dpi)
        picture: Image = page.render(
            scale=dpi / POINTS_PER_INCH,
            fill_color=_CLEAR if transparent else _WHITE,
            rev_byteorder=True,
            may_draw_forms=True,
            limit_image_cache=True,
        ).to_pil()
        picture.load()
    finally:
        page.close()
    return picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGB")


def load_page(source: ToolInput, document: "PdfDocument", index: int) -> "PdfPage":
    """One page; raises InvalidInputError when PDFium cannot read it."""
    import pypdfium2

    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise unreadable(source, index) from error


def refuse_flood(source: ToolInput, index: int, *, width: float, height: float, dpi: float) -> None:
    """Raise when a page of this size in points would be too large a picture, or none."""
    columns, rows = (side * dpi / POINTS_PER_INCH for side in (width, height))
    if not columns * rows <= MAX_PIXELS:
        raise InvalidInputError(
            f"Page {index + 1} of '{source.name}' is {width:.0f} x {height:.0f} points: at {dpi:.0f} dpi "
            f"that makes {columns * rows / 1e6:,.0f} megapixels; at most {MAX_PIXELS // 10**6} are allowed. "
            "Choose a lower dpi.",
            code="input_limit",
        )


def unreadable(source: ToolInput, index: int | None = None) -> InvalidInputError:
    """What to say when PDFium cannot read what qpdf can."""
    what = f"'{source.name}'" if index is None else f"Page {index + 1} of '{source.name}'"
    return InvalidInputError(
        f"{what} is damaged: its structure can be read, but it cannot be drawn. Try pdf-repair first."
    )
