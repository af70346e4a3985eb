"""Reads, changes and removes what a PDF says of itself: its Info dictionary and its XMP."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from apps.tools.plugins.pdf.active_content import find_active_content
from apps.tools.plugins.pdf.metadata_options import PageSize, PdfMetadataResult
from apps.tools.plugins.pdf.outlines import count, read_outline
from apps.tools.plugins.pdf.placement import shown_size
from apps.tools.plugins.pdf.saving import broken_signatures

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from pikepdf.models.metadata import PdfMetadata

_MOST = 100
_MOST_SIZES = 50
_LONGEST = 4_000
_INFO = {
    "title": "/Title",
    "author": "/Author",
    "subject": "/Subject",
    "keywords": "/Keywords",
    "creator": "/Creator",
    "producer": "/Producer",
    "created": "/CreationDate",
    "modified": "/ModDate",
}
_XMP = {"title": "dc:title", "author": "dc:creator", "subject": "dc:description", "keywords": "pdf:Keywords"}
_RESTRICTIONS = {
    "print_lowres": "print",
    "print_highres": "print finely",
    "extract": "copy text and pictures",
    "modify_other": "change the content",
    "modify_annotation": "comment",
    "modify_form": "fill in forms",
    "modify_assembly": "insert, turn and delete pages",
    "accessibility": "read aloud",
}


def read_metadata(pdf: "Pdf") -> PdfMetadataResult:
    """Everything that is worth knowing; the Info dictionary goes before XMP, as in most readers."""
    info = _info(pdf)
    xmp = _xmp(pdf)
    known = {name: info.get(key) or xmp.get(name) for name, key in _INFO.items()}
    custom = {key.removeprefix("/"): text for key, text in info.items() if key not in _INFO.values()}
    return PdfMetadataResult(
        **{name: known[name] for name in ("title", "author", "subject", "keywords", "creator", "producer")},
        created=_iso(known["created"]),
        modified=_iso(known["modified"]),
        custom=dict(list(custom.items())[:_MOST]),
        has_xmp=_has_xmp(pdf),
        pdf_version=pdf.pdf_version,
        pages=len(pdf.pages),
        page_sizes=_page_sizes(pdf),
        language=_text(pdf.Root.get("/Lang")),
        encrypted=pdf.is_encrypted,
        restrictions=[words for name, words in _RESTRICTIONS.items() if not getattr(pdf.allow, name)],
        tagged="/StructTreeRoot" in pdf.Root,
        signed=bool(broken_signatures(pdf)),
        form_fields=len({field.fully_qualified_name for field in pdf.acroform.fields}),
        bookmarks=count(read_outline(pdf)),
        attachments=list(pdf.attachments)[:_MOST],
        javascript=bool(find_active_content(pdf)),
    )


def _info(pdf: "Pdf") -> dict[str, str]:
    import pikepdf

    info = pdf.trailer.get("/Info")
    if not isinstance(info, pikepdf.Dictionary):
        return {}
    texts = {key: _text(value) for key, value in info.items()}
    return {key: text for key, text in texts.items() if text is not None}


def _text(value: "Object | object") -> str | None:
    import pikepdf

    if isinstance(value, (pikepdf.String, pikepdf.Name)):
        return str(value).removeprefix("/")[:_LONGEST].replace("\0", "") or None
    return None


def _has_xmp(pdf: "Pdf") -> bool:
    import pikepdf

    return isinstance(pdf.Root.get("/Metadata"), pikepdf.Stream)


def _xmp(pdf: "Pdf") -> dict[str, str]:
    """The same fields from XMP; broken XMP is none."""
    if not _has_xmp(pdf):
        return {}
    try:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            values = {name: xmp.get(key) for name, key in _XMP.items()}
    except (ValueError, KeyError, TypeError, NotImplementedError):
        return {}
    texts = {name: ", ".join(value) if isinstance(value, list) else value for name, value in values.items()}
    return {name: str(text)[:_LONGEST] for name, text in texts.items() if text}


def _iso(text: str | None) -> str | None:
    """A date as PDF writes it (`D:20240501100000+02'00'`) in ISO 8601; what is none stays as it is."""
    from pikepdf.models.metadata import decode_pdf_date

    if not text:
        return None
    try:
        decoded: datetime = decode_pdf_date(text)
    except ValueError:
        return text[:_MOST]
    return decoded.isoformat()


def _page_sizes(pdf: "Pdf") -> list[PageSize]:
    sizes = Counter(tuple(round(side, 2) for side in shown_size(page)) for page in pdf.pages)
    return [
        PageSize(width=size[0], height=size[1], pages=pages) for size, pages in sizes.most_common(_MOST_SIZES)
    ]


def write_metadata(pdf: "Pdf", changes: dict[str, str]) -> None:
    """Change fields in the Info dictionary, and in XMP where there is any; an empty text removes a field."""
    import pikepdf

    for name, text in changes.items():
        if text:
            pdf.docinfo[_INFO[name]] = pikepdf.String(text)
        elif _INFO[name] in pdf.docinfo:
            del pdf.docinfo[_INFO[name]]
    if _has_xmp(pdf):
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            for name, text in changes.items():
                _write_xmp(xmp, _XMP[name], text)


def _write_xmp(xmp: "PdfMetadata", key: str, text: str) -> None:
    if text:
        xmp[key] = [text] if key == "dc:creator" else text
    elif key in xmp:
        del xmp[key]


def strip_metadata(pdf: "Pdf") -> None:
    """Remove the Info dictionary, all XMP (pictures and pages have some too), and programs' private data."""
    import pikepdf

    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for holder in pdf.objects:
        if isinstance(holder, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in ("/Metadata", "/PieceInfo", "/LastModified"):
                if key in holder:
                    del holder[key]
