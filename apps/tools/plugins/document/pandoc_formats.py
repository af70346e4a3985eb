"""What pandoc reads and writes, by the names of our formats."""

from collections.abc import Iterator

READERS = {
    "md": "gfm", "html": "html", "docx": "docx", "odt": "odt", "rst": "rst", "org": "org", "tex": "latex",
    "epub": "epub", "ipynb": "ipynb", "rtf": "rtf", "mediawiki": "mediawiki", "dokuwiki": "dokuwiki",
    "jira": "jira", "textile": "textile", "adoc": "asciidoc", "docbook": "docbook", "jats": "jats",
    "opml": "opml", "fb2": "fb2", "man": "man", "typ": "typst", "muse": "muse", "t2t": "t2t",
    "creole": "creole", "pptx": "pptx", "txt": "json", "csv": "csv", "tsv": "tsv",
}  # fmt: skip
"""Plain text is none of pandoc's: it comes as a tree that we make."""
WRITERS = {
    "md": "gfm", "html": "html5", "docx": "docx", "odt": "odt", "rst": "rst", "org": "org", "tex": "latex",
    "epub": "epub3", "ipynb": "ipynb", "rtf": "rtf", "mediawiki": "mediawiki", "dokuwiki": "dokuwiki",
    "jira": "jira", "textile": "textile", "adoc": "asciidoc", "docbook": "docbook5", "jats": "jats",
    "opml": "opml", "fb2": "fb2", "man": "man", "typ": "typst", "texi": "texinfo", "muse": "muse",
    "pptx": "pptx", "txt": "plain", "pdf": "typst",
}  # fmt: skip
PACKAGES = frozenset({"docx", "odt", "epub", "pptx"})
"""Sources that are ZIP archives; all others are text."""
TABLES = frozenset({"csv", "tsv"})
"""Sources that are nothing but tables; the data tools make better web pages and notebooks of them."""
HOLDS_PICTURES = frozenset({"html", "docx", "odt", "epub", "fb2", "ipynb", "pptx", "rtf", "pdf"})
"""Targets that pictures are embedded into."""
DROPS_PICTURES = frozenset({"txt", "opml"})
"""Targets that say nothing of pictures."""
BRINGS_PICTURES = frozenset({"docx", "odt", "epub", "fb2", "ipynb", "pptx", "rtf", "html", "md"})
"""Sources that pictures may be embedded in."""
MARKDOWN = {"github": "gfm", "commonmark": "commonmark", "pandoc": "markdown-raw_tex-raw_attribute"}
_NOT_FROM_TABLES = frozenset({"md", "html", "ipynb", "opml", "fb2", "man", "pptx", "txt", "epub", "texi"})

_NOT_AS_SLIDES = ("jats", "fb2", "ipynb")
"""Their tables and pictures do not arrive on slides."""
_POINTLESS = frozenset(
    {
        *((table, target) for table in TABLES for target in _NOT_FROM_TABLES),
        *((source, "pptx") for source in _NOT_AS_SLIDES),
        ("txt", "opml"),
    }
)
CODE_STYLES = {"tex": "none", "typ": "idiomatic"}
"""Targets whose program code stays as it is, to be coloured when they are typeset."""


def pairs() -> Iterator[tuple[str, str]]:
    """Every conversion that makes sense."""
    for source in READERS:
        for target in WRITERS:
            if source != target and (source, target) not in _POINTLESS:
                yield source, target


def losses(source: str, target: str) -> tuple[str, ...]:
    """What the target cannot carry, in sentences."""
    found = []
    if target == "txt":
        found.append("Emphasis, links and pictures become plain text or go away.")
    if target == "opml":
        found.append("Only headings stay a structure; the text below them becomes notes.")
    if target in {"man", "creole", "jira", "textile", "t2t"}:
        found.append("Formulas and merged table cells are simplified.")
    if source == "fb2":
        found.append("Tables of a FictionBook are not read.")
    if target == "pptx":
        found.append("Every second-level heading begins a slide; footnotes move to the end.")
    if source in {"docx", "odt", "rtf", "pptx", "html", "epub"} and target not in {"epub", "txt", "opml"}:
        found.append("Fonts, colours and page layout are not kept; the structure is.")
    if source in BRINGS_PICTURES and target not in HOLDS_PICTURES | DROPS_PICTURES:
        found.append("Pictures are handed out as files beside the text.")
    return tuple(found)
