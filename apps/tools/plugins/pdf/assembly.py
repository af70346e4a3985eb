"""Makes a document of pages of others: links, forms, bookmarks, labels and layers come along, no more.

A new document holds only what its pages need, so that what was left out is not in its bytes either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apps.tools.plugins.pdf.outlines import Bookmark, follow_pages, read_outline, write_outline
from apps.tools.plugins.pdf.page_labels import Label, read_labels, write_labels
from apps.tools.plugins.pdf.saving import broken_signatures

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_OF_THE_WHOLE = ("/Lang", "/ViewerPreferences", "/PageLayout", "/OutputIntents", "/Metadata")


@dataclass(slots=True)
class Assembly:
    """A document in the making."""

    pdf: "Pdf"
    bookmarks: list[Bookmark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    labelled: bool = False
    lost: set[str] = field(default_factory=set)

    def add(self, source: "Pdf", indexes: Sequence[int], *, title: str | None = None) -> None:
        """Append pages of a document; with a title, below a bookmark of this name."""
        import pikepdf

        start = len(self.pdf.pages)
        self.pdf.add_pages_from(source, indexes)
        places = {index: start + at for at, index in reversed(list(enumerate(indexes)))}
        self._add_bookmarks(follow_pages(read_outline(source), places), start=start, title=title)
        self._add_labels(source, indexes)
        _add_layers(self.pdf, source)
        self.lost |= set(broken_signatures(source))
        if "/StructTreeRoot" in source.Root:
            self.lost.add("Accessibility tags were left out: they describe the original document as a whole.")
        form = source.Root.get("/AcroForm")
        if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
            self.lost.add("The XFA version of the form was left out; its ordinary fields are kept.")

    def _add_bookmarks(self, bookmarks: tuple[Bookmark, ...], *, start: int, title: str | None) -> None:
        if title is None:
            self.bookmarks += bookmarks
        else:
            self.bookmarks.append(Bookmark(title=title, page=start, children=bookmarks))

    def _add_labels(self, source: "Pdf", indexes: Sequence[int]) -> None:
        labels = read_labels(source)
        self.labelled |= labels is not None
        named = labels or [Label(number=index + 1) for index in range(len(source.pages))]
        self.labels += [named[index] for index in indexes]

    def finish(self) -> "Pdf":
        """The document, its bookmarks and labels written."""
        if self.bookmarks:
            write_outline(self.pdf, self.bookmarks)
        if self.labelled:
            write_labels(self.pdf, self.labels)
        return self.pdf


def start_assembly(like: "Pdf | None" = None) -> Assembly:
    """An empty document, with the metadata and the manners of an existing one if it is made of that alone."""
    import pikepdf

    pdf = pikepdf.new()
    if like is not None:
        for key in _OF_THE_WHOLE:
            if isinstance(like.Root.get(key), pikepdf.Object):
                pdf.Root[key] = pdf.copy_foreign(like.make_indirect(like.Root[key]))
        if isinstance(like.trailer.get("/Info"), pikepdf.Dictionary):
            pdf.trailer.Info = pdf.copy_foreign(like.make_indirect(like.trailer.Info))
    return Assembly(pdf)


def _add_layers(pdf: "Pdf", source: "Pdf") -> None:
    """Take over the layers, or those that are hidden would appear."""
    import pikepdf

    layers = source.Root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary) or not isinstance(layers.get("/D"), pikepdf.Dictionary):
        return
    copied = pdf.copy_foreign(source.make_indirect(layers))
    known = pdf.Root.get("/OCProperties")
    if known is None:
        pdf.Root.OCProperties = copied
        return
    _join(known, copied, ("/OCGs",))
    _join(known.D, copied.D, ("/ON", "/OFF", "/Order", "/Locked", "/RBGroups", "/AS"))


def _join(known: "Object", added: "Object", keys: Sequence[str]) -> None:
    import pikepdf

    for key in keys:
        parts = [part for part in (known.get(key), added.get(key)) if isinstance(part, pikepdf.Array)]
        if parts:
            known[key] = pikepdf.Array([entry for part in parts for entry in part])
