"""Web pages as PDF, by PlutoBook: print CSS with @page, running headers and counters, and no script."""

from collections.abc import Callable
from pathlib import Path

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.html_assets import BASE, Bundle, RefusedError

MAX_PAGES = 5000
MILLIMETRE = 72 / 25.4
"""In points."""
SIZES = {
    "a3": (297.0, 420.0), "a4": (210.0, 297.0), "a5": (148.0, 210.0), "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}  # fmt: skip
"""Width and height in millimetres."""


def print_page(
    text: str,
    target: Path,
    *,
    bundle: Bundle,
    size: tuple[float, float],
    margin: float,
    media: str,
    name: str,
    before_writing: Callable[[int], None] = lambda _pages: None,
) -> int:
    """Lay a page out and write it as PDF; the number of its pages. Sizes are in millimetres.

    Raises InvalidInputError when it has too many pages.
    """
    import plutoprint

    class Fetcher(plutoprint.ResourceFetcher):
        """Answers from the bundle only."""

        def fetch_url(self, url: str) -> plutoprint.ResourceData:
            try:
                content, media_type = bundle.find(url)
            except RefusedError:
                content, media_type = b"", "text/plain"
            return plutoprint.ResourceData(content, media_type, "")

    side = margin * MILLIMETRE
    book = plutoprint.Book(
        plutoprint.PageSize(size[0] * MILLIMETRE, size[1] * MILLIMETRE),
        plutoprint.PageMargins(side, side, side, side),
        plutoprint.MEDIA_TYPE_SCREEN if media == "screen" else plutoprint.MEDIA_TYPE_PRINT,
    )
    book.custom_resource_fetcher = Fetcher()
    book.load_html(text, base_url=BASE)
    pages: int = book.get_page_count()
    if pages > MAX_PAGES:
        raise InvalidInputError(
            f"'{name}' would have {pages} pages; {MAX_PAGES} are allowed.", code="input_limit"
        )
    before_writing(pages)
    book.write_to_pdf(str(target))
    return pages
