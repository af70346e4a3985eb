"""Pages in front of a merged document that list what is in it, with links."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from apps.tools.plugins.pdf.assembly import Assembly
from apps.tools.plugins.pdf.lettering import refuse_gaps, typeset
from apps.tools.plugins.pdf.outlines import Bookmark, follow_pages
from apps.tools.plugins.pdf.page_labels import Label

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_WIDTH, _HEIGHT, _MARGIN, _ROW, _FIRST_ROW = 595, 842, 64, 22, 120
_ROWS = (_HEIGHT - _FIRST_ROW - _MARGIN) // _ROW
_LONGEST_TITLE = 64
_LAYOUT = f"""
#set page(width: {_WIDTH}pt, height: {_HEIGHT}pt, margin: (x: {_MARGIN}pt, y: 0pt))
#for sheet in input.texts {{
  page({{
    place(top, dy: {_FIRST_ROW - 50}pt, text(size: 20pt, weight: "bold", sheet.heading))
    for (at, row) in sheet.rows.enumerate() {{
      place(top, dy: {_FIRST_ROW}pt + at * {_ROW}pt, box(width: 100%, height: {_ROW}pt,
        [#row.title #box(width: 1fr, repeat(gap: 3pt)[.]) #row.page]))
    }}
  }})
}}
"""


def add_table_of_contents(assembly: Assembly, starts: Sequence[tuple[str, int]], *, heading: str) -> None:
    """List titles with the pages they start on (counted from 0) before all other pages, A4 each.

    Raises InvalidInputError when no font has a character of a title.
    """
    sheets = [starts[at : at + _ROWS] for at in range(0, len(starts), _ROWS)]
    drawn = typeset(_LAYOUT, texts=[_sheet(rows, heading, len(sheets)) for rows in sheets], size=11)
    refuse_gaps(drawn, heading + "".join(title for title, _ in starts))
    targets = [assembly.pdf.pages[page] for _, page in starts]
    for number, page in enumerate(drawn.pages):
        assembly.pdf.pages.insert(number, page)
    for number in range(len(sheets)):
        _add_links(assembly.pdf, assembly.pdf.pages[number], targets[number * _ROWS :][:_ROWS])
    moved = {page: page + len(sheets) for page in range(len(assembly.labels))}
    assembly.bookmarks[:] = [Bookmark(title=heading, page=0), *follow_pages(assembly.bookmarks, moved)]
    assembly.labels[:0] = [Label(style="/r", number=number + 1) for number in range(len(sheets))]


def _sheet(rows: Sequence[tuple[str, int]], heading: str, sheets: int) -> dict[str, object]:
    return {
        "heading": heading,
        "rows": [{"title": _shorten(title), "page": str(page + sheets + 1)} for title, page in rows],
    }


def _shorten(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _add_links(pdf: "Pdf", sheet: "Page", targets: "Sequence[Page]") -> None:
    from pikepdf import Array, Dictionary, Name

    links = []
    for row, target in enumerate(targets):
        top = _HEIGHT - _FIRST_ROW - row * _ROW
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([_MARGIN, top - _ROW + 4, _WIDTH - _MARGIN, top + 4]),
            Border=Array([0, 0, 0]),
            Dest=Array([target.obj, Name.Fit]),
        )
        links.append(pdf.make_indirect(link))
    sheet.obj.Annots = Array(links)
