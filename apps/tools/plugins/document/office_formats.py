"""What LibreOffice turns into what."""

from collections.abc import Iterator

TEXTS = ("docx", "doc", "odt", "rtf", "html", "txt")
SHEETS = ("xlsx", "xls", "ods", "csv")
SLIDES = ("pptx", "ppt", "odp")
DRAWINGS = ("odg",)
SOURCES = (*TEXTS, *SHEETS, *SLIDES, *DRAWINGS)
TARGETS = ("pdf", *SOURCES)
_KINDS = (
    (TEXTS, ("pdf", "docx", "doc", "odt", "rtf", "html", "txt")),
    (SHEETS, ("pdf", "xlsx", "xls", "ods", "csv", "html")),
    (SLIDES, ("pdf", "pptx", "ppt", "odp", "odg")),
    (DRAWINGS, ("pdf",)),
)
_POINTLESS = frozenset({("html", "txt"), ("txt", "html")})
"""`document-convert` does these at once, without an office."""


def pairs() -> Iterator[tuple[str, str]]:
    """Every conversion within texts, sheets, slides and drawings, and of all of them to PDF."""
    for sources, targets in _KINDS:
        for source in sources:
            for target in targets:
                if source != target and (source, target) not in _POINTLESS:
                    yield source, target


def losses(source: str, target: str) -> tuple[str, ...]:
    """What the target cannot carry, in sentences."""
    found = []
    if target == "pdf":
        found.append("Macros, formulas and hidden content are not kept; the printed pages are.")
    if target == "csv":
        found.append("Only the values of the first sheet are kept, as they are shown.")
    if target == "txt":
        found.append("Only the text is kept, without footnotes.")
    if target == "html":
        found.append("Pages, headers and footers are not kept.")
    if source in {"docx", "xlsx", "pptx", "doc", "xls", "ppt"} and target not in {"pdf", "csv", "txt"}:
        found.append("Macros are not kept, and layout may shift where the programs differ.")
    return tuple(found)
