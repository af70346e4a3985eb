"""The numbers that readers show for pages (i, ii, 1, 2, A-1 …), kept when pages move."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a page is called: a prefix, and a number in decimals (/D), Roman (/R /r) or letters (/A /a)."""

    style: str | None = "/D"
    prefix: str = ""
    number: int = 1


def read_labels(pdf: "Pdf") -> list[Label] | None:
    """The label of each page, or None when the document does not name its pages."""
    import pikepdf

    tree = pdf.Root.get("/PageLabels")
    if not isinstance(tree, pikepdf.Dictionary):
        return None
    starts = {index: _read(entry) for index, entry in pikepdf.NumberTree(tree).items()}
    labels: list[Label] = []
    for index in range(len(pdf.pages)):
        follower = replace(labels[-1], number=labels[-1].number + 1) if labels else Label()
        labels.append(starts.get(index, follower))
    return labels


def _read(entry: object) -> Label:
    import pikepdf

    if not isinstance(entry, pikepdf.Dictionary):
        return Label()
    style, start = entry.get("/S"), entry.get("/St", 1)
    return Label(
        style=str(style) if isinstance(style, pikepdf.Name) else None,
        prefix=str(entry.get("/P", "")),
        number=start if isinstance(start, int) else 1,
    )


def write_labels(pdf: "Pdf", labels: Iterable[Label]) -> None:
    """Name the pages, with one entry for each run that counts on."""
    import pikepdf

    tree, expected = pikepdf.NumberTree.new(pdf), None
    for index, label in enumerate(labels):
        if label != expected:
            entry = pikepdf.Dictionary(P=pikepdf.String(label.prefix), St=max(label.number, 1))
            if label.style:
                entry.S = pikepdf.Name(label.style)
            tree[index] = entry
        expected = replace(label, number=label.number + 1)
    pdf.Root.PageLabels = tree.obj
