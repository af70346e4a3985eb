"""Draws form fields and comments onto their pages, as qpdf finds them drawn, and takes them out of it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_KEPT = frozenset({"/Link", "/Popup"})
"""Links stay, and the windows of comments are not shown on paper."""


def flatten(pdf: "Pdf", *, forms: bool, comments: bool) -> tuple[int, int]:
    """Flatten fields, comments or both; returns how many of each there were."""
    from pikepdf import Array

    if forms and "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()  # where the form says that they are missing
    kept: dict[int, list[Object]] = {}
    fields = notes = 0
    for index, page in enumerate(pdf.pages):
        found = list(page.obj.get("/Annots", Array()))
        chosen = [item for item in found if _is_chosen(item, forms=forms, comments=comments)]
        fields += sum(_is_field(item) for item in chosen)
        notes += sum(not _is_field(item) for item in chosen)
        kept[index] = [item for item in found if item not in chosen and _stays(item, comments=comments)]
        if found:
            page.obj.Annots = Array(chosen)
    form = pdf.Root.get("/AcroForm")
    pdf.flatten_annotations("all")  # it takes the form away, too
    if form is not None and not forms:
        pdf.Root.AcroForm = form
    for index, items in kept.items():
        if items:
            pdf.pages[index].obj.Annots = Array(items)
        elif "/Annots" in pdf.pages[index].obj:
            del pdf.pages[index].obj.Annots
    if forms and "/AcroForm" in pdf.Root:
        del pdf.Root.AcroForm
    return fields, notes


def _is_field(annotation: "Object") -> bool:
    return bool(annotation.get("/Subtype") == "/Widget")


def _is_chosen(annotation: "Object", *, forms: bool, comments: bool) -> bool:
    if _is_field(annotation):
        return forms
    return comments and str(annotation.get("/Subtype")) not in _KEPT


def _stays(annotation: "Object", *, comments: bool) -> bool:
    return not (comments and annotation.get("/Subtype") == "/Popup")
