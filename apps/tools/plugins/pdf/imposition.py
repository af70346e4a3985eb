"""Arranges pages on sheets: the grid that leaves them largest, in the order wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.pdf.flattening import flatten
from apps.tools.plugins.pdf.nup_options import PAPERS, PdfNupOptions
from apps.tools.plugins.pdf.pages import choose_pages
from apps.tools.plugins.pdf.placement import shown_size

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_MM = 72 / 25.4
_LINE = 0.5
"""Points; of the frames."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet in points, and the cells on it."""

    width: float
    height: float
    columns: int
    rows: int
    margin: float
    gap: float

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of each cell."""
        across = (self.width - 2 * self.margin - (self.columns - 1) * self.gap) / self.columns
        down = (self.height - 2 * self.margin - (self.rows - 1) * self.gap) / self.rows
        return across, down

    def scale(self, page: tuple[float, float]) -> float:
        """How large a page of this size would be shown."""
        return min(self.cell[0] / page[0], self.cell[1] / page[1])

    def corner(self, number: int, *, down: bool) -> tuple[float, float]:
        """Where the cell of this number lies: its left and its lower edge."""
        column, row = divmod(number, self.rows) if down else divmod(number, self.columns)[::-1]
        width, height = self.cell
        left = self.margin + column * (width + self.gap)
        return left, self.height - self.margin - (row + 1) * height - row * self.gap


def impose(run: ToolRun[PdfNupOptions], pdf: "Pdf", sheets: "Pdf") -> list[str]:
    """Fill the sheets; returns what is to be said of that."""
    options = run.options
    chosen = choose_pages(options.pages, len(pdf.pages))
    notes = _draw_annotations(pdf)
    grid = _choose_grid(run, shown_size(pdf.pages[chosen[0]]))
    count = int(options.pages_per_sheet)
    order = _booklet(chosen) if options.order == "booklet" else _plain(chosen, count)
    for number, sheet_pages in enumerate(order):
        run.progress(number * count / len(chosen), f"sheet {number + 1}")
        sheet = sheets.add_blank_page(page_size=(grid.width, grid.height))
        for cell, index in enumerate(sheet_pages):
            if index is not None:
                _place(pdf.pages[index], sheet, grid, cell, options)
    if options.order == "booklet":
        notes.append("Print on both sides, turned over the short edge, and fold the pile in the middle.")
    return notes


def _plain(chosen: list[int], count: int) -> Iterator[Sequence[int | None]]:
    for start in range(0, len(chosen), count):
        yield chosen[start : start + count]


def _booklet(chosen: list[int]) -> Iterator[Sequence[int | None]]:
    """Front and back of each sheet: the last page beside the first, the second beside the last but one."""
    pages: list[int | None] = [*chosen, *[None] * (-len(chosen) % 4)]
    while pages:
        first, second, *pages = pages
        last, before_last = pages.pop(), pages.pop()
        yield last, first
        yield second, before_last


def _choose_grid(run: ToolRun[PdfNupOptions], page: tuple[float, float]) -> Grid:
    options, count = run.options, int(run.options.pages_per_sheet)
    short, long = sorted(PAPERS.get(options.paper, page))
    papers = [(short, long), (long, short)]
    if options.order == "booklet":
        papers = [(long, short)]
    grids = [
        Grid(*paper, columns, count // columns, options.margin * _MM, options.gap * _MM)
        for paper in papers
        for columns in range(1, count + 1)
        if count % columns == 0 and (options.order != "booklet" or columns == 2)  # noqa: PLR2004 - side by side
    ]
    best = max(grids, key=lambda grid: grid.scale(page))
    if best.scale(page) <= 0:
        raise InvalidInputError(
            "Margins and gaps leave no room for the pages on this paper. Make them smaller.",
            code="input_not_allowed",
        )
    return best


def _place(page: "Page", sheet: "Page", grid: Grid, cell: int, options: PdfNupOptions) -> None:
    from pikepdf import Rectangle

    left, bottom = grid.corner(cell, down=options.order == "down")
    width, height = grid.cell
    across, down = shown_size(page)
    scale = min(width / across, height / down)
    left += (width - across * scale) / 2
    bottom += (height - down * scale) / 2
    sheet.add_overlay(page, Rectangle(left, bottom, left + across * scale, bottom + down * scale))
    if options.frames:
        box = f"{left:.2f} {bottom:.2f} {across * scale:.2f} {down * scale:.2f}"
        sheet.contents_add(f"q {_LINE} w {box} re S Q".encode())


def _draw_annotations(pdf: "Pdf") -> list[str]:
    """Make what annotations and fields show a part of their pages; links lead nowhere from a sheet."""
    if not any("/Annots" in page.obj for page in pdf.pages):
        return []
    flatten(pdf, forms=True, comments=True)
    for page in pdf.pages:
        if "/Annots" in page.obj:
            del page.obj.Annots
    return ["Comments and form fields are shown as they were; links do not work on the sheets."]
