"""Outlines, which people know as bookmarks: read, followed to other page numbers, and written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import OutlineItem, Page, Pdf
    from pikepdf.models.outlines import Destination

_VIEW = ("left", "top", "right", "bottom", "zoom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An entry of an outline: a page counted from 0 or an address, how it looks, and what is below."""

    title: str
    page: int | None = None
    fit: str = "Fit"
    view: Mapping[str, float | None] | None = None
    uri: str | None = None
    style: int = 0
    closed: bool = False
    children: tuple["Bookmark", ...] = ()

    def first_page(self) -> int | None:
        """Where it leads, or the first below it that leads anywhere."""
        below = (child.first_page() for child in self.children)
        return (
            self.page if self.page is not None else next((page for page in below if page is not None), None)
        )


def read_outline(pdf: "Pdf") -> tuple[Bookmark, ...]:
    """The outline, with names and actions resolved to pages; what leads to no page leads to None.

    One whose entries are none is no outline.
    """
    import pikepdf

    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    try:
        items = pdf.open_outline().root
    except pikepdf.exceptions.PikepdfError:
        return ()
    return tuple(_read(item, pdf, numbers) for item in items)


def _read(item: "OutlineItem", pdf: "Pdf", numbers: Mapping[tuple[int, int], int]) -> Bookmark:
    target = _target_of(item, pdf)
    page = numbers.get(getattr(target.page, "objgen", (0, 0))) if target else None
    return Bookmark(
        title=item.title,
        page=page,
        fit=target.page_location.name if target else "Fit",
        view={name: getattr(target, name) for name in _VIEW} if target else None,
        uri=_uri_of(item),
        style=int(item.flags),
        closed=item.is_closed,
        children=tuple(_read(child, pdf, numbers) for child in item.children),
    )


def _target_of(item: "OutlineItem", pdf: "Pdf") -> "Destination | None":
    import pikepdf
    from pikepdf.models.actions import GoToAction

    try:
        if item.destination is not None:
            return item.resolved_destination(pdf)
        action = item.parsed_action
        return action.resolve_destination(pdf) if isinstance(action, GoToAction) else None
    except (ArithmeticError, LookupError, TypeError, ValueError, pikepdf.exceptions.PikepdfError):
        return None  # a destination that is none leads nowhere, in readers too


def _uri_of(item: "OutlineItem") -> str | None:
    uri = item.action.get("/URI") if item.action is not None else None
    return str(uri) if uri is not None else None


def follow_pages(bookmarks: Iterable[Bookmark], places: Mapping[int, int]) -> tuple[Bookmark, ...]:
    """The bookmarks of the pages that are kept, leading to where those are now.

    One whose page is gone stays for what is below it, and leads to the first of that.
    """
    return tuple(_follow(bookmarks, places))


def _follow(bookmarks: Iterable[Bookmark], places: Mapping[int, int]) -> Iterator[Bookmark]:
    for bookmark in bookmarks:
        children = follow_pages(bookmark.children, places)
        if bookmark.page is None:
            if children or bookmark.uri:
                yield replace(bookmark, children=children)
        elif bookmark.page in places:
            yield replace(bookmark, page=places[bookmark.page], children=children)
        elif children:
            yield Bookmark(
                title=bookmark.title,
                page=children[0].first_page(),
                style=bookmark.style,
                closed=bookmark.closed,
                children=children,
            )


def write_outline(pdf: "Pdf", bookmarks: Iterable[Bookmark]) -> None:
    """Replace the outline, and have readers show it when there is one."""
    import pikepdf

    pages = list(pdf.pages)
    with pdf.open_outline() as outline:
        outline.root[:] = [_item(pdf, bookmark, pages) for bookmark in bookmarks]
        if outline.root:
            pdf.Root.PageMode = pikepdf.Name.UseOutlines


def _item(pdf: "Pdf", bookmark: Bookmark, pages: "list[Page]") -> "OutlineItem":
    import pikepdf
    from pikepdf.models.outlines import Destination, OutlineItemFlag

    flags = OutlineItemFlag(bookmark.style & 3)
    if bookmark.uri is not None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(bookmark.uri))
        item = pikepdf.OutlineItem(bookmark.title, action=action, flags=flags)
    elif bookmark.page is None:
        item = pikepdf.OutlineItem(bookmark.title, flags=flags)
    else:
        target = Destination(pages[bookmark.page].obj, bookmark.fit, **(bookmark.view or {}))
        item = pikepdf.OutlineItem(bookmark.title, target.to_array(), flags=flags)
    item.is_closed = bookmark.closed
    item.children = [_item(pdf, child, pages) for child in bookmark.children]
    return item


def count(bookmarks: Iterable[Bookmark]) -> int:
    """How many there are, at all depths."""
    return sum(1 + count(bookmark.children) for bookmark in bookmarks)
