"""Takes what was found out of everything but the pages' content: fields, comments, outlines, metadata."""

from typing import TYPE_CHECKING

from apps.tools.plugins.pdf.placement import Box
from apps.tools.plugins.pdf.redaction_search import Searcher

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_SECRETS = frozenset({"/ID", "/O", "/U", "/OE", "/UE", "/Perms"})
"""Strings that are no text."""


def redact_strings(pdf: "Pdf", searcher: Searcher) -> int:
    """Hide what was found in every string of the document's objects; returns how many strings changed."""
    changed = 0
    for item in pdf.objects:
        changed += _walk(item, searcher)
    changed += _walk(pdf.trailer, searcher)
    metadata = pdf.Root.get("/Metadata")
    if metadata is not None and searcher.spans(metadata.read_bytes().decode("utf-8", "replace")):
        del pdf.Root.Metadata
        changed += 1
    return changed


def remove_companions(pdf: "Pdf") -> bool:
    """Take out attached files, and copies of pages that programs keep; whether there were files."""
    import pikepdf

    attached = bool(len(pdf.attachments))
    sanitizer = pikepdf.sanitize.Sanitizer().remove_attachments().remove_thumbnails().remove_search_index()
    sanitizer.remove_private_app_data().remove_web_capture().apply(pdf)
    return attached


def remove_annotations(pdf: "Pdf", index: int, boxes: list[Box]) -> int:
    """Take away comments, links and fields that touch the places, with all that they say; how many."""
    from pikepdf import Array

    page = pdf.pages[index]
    found = list(page.obj.get("/Annots", Array()))
    kept = [item for item in found if not _touches(item, boxes)]
    for item in found:
        if item not in kept:
            _empty_field(item)
    if found:
        page.obj.Annots = Array(kept)
    return len(found) - len(kept)


def _empty_field(annotation: "Object") -> None:
    """A field's value is not in its box alone, but also in the form, and perhaps above several boxes."""
    for holder in (annotation, annotation.get("/Parent")):
        for key in ("/V", "/DV", "/AP", "/RV", "/Contents", "/RC"):
            if holder is not None and key in holder:
                del holder[key]


def redact_fields(pdf: "Pdf", searcher: Searcher) -> int:
    """Empty fields and comments in which something was found, with their drawings; returns how many."""
    emptied = 0
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", ()):
            texts = [str(annotation[key]) for key in ("/V", "/DV", "/Contents", "/RC") if key in annotation]
            parent = annotation.get("/Parent")
            texts += [str(parent["/V"])] if parent is not None and "/V" in parent else []
            if any(searcher.spans(text) for text in texts):
                _empty_field(annotation)
                emptied += 1
    form = pdf.Root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        del form.XFA
    return emptied


def _touches(annotation: "Object", boxes: list[Box]) -> bool:
    from pikepdf import Array

    edges = annotation.get("/Rect")
    if not isinstance(edges, Array) or len(edges) != 4:  # noqa: PLR2004 - a rectangle
        return False
    one, two, three, four = (float(edge) for edge in edges)
    left, bottom, right, top = min(one, three), min(two, four), max(one, three), max(two, four)
    return any(left < box[2] and box[0] < right and bottom < box[3] and box[1] < top for box in boxes)


def _walk(item: "Object", searcher: Searcher, depth: int = 0) -> int:
    """Hide text in the strings held directly by an object; what it refers to is an object of its own."""
    from pikepdf import Array, Dictionary, Stream, String

    changed = 0
    entries: list[tuple[str | int, Object]] = []
    if isinstance(item, Dictionary | Stream):
        entries = [(key, item[key]) for key in item.keys() if key not in _SECRETS]  # noqa: SIM118 - a stream
    elif isinstance(item, Array):
        entries = list(enumerate(item))
    for key, value in entries:
        if isinstance(value, String):
            hidden = searcher.hide(str(value))
            if hidden != str(value):
                item[key] = String(hidden)
                changed += 1
        elif depth < 50 and isinstance(value, Array | Dictionary) and not value.is_indirect:  # noqa: PLR2004
            changed += _walk(value, searcher, depth + 1)
    return changed
