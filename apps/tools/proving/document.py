"""Samples of documents, and an independent reading of what became of their text and structure."""

import re
from dataclasses import dataclass
from pathlib import Path

from apps.tools.proving.document_readers import Found, read
from apps.tools.proving.document_samples import WORDS, write_sample
from apps.tools.proving.proofs import ProofFailedError

_TABLES = frozenset({"csv", "tsv", "xlsx"})
_WITHOUT_TABLE = frozenset({"man", "txt", "opml", "pptx", "fb2"})
_WITHOUT_LINK = frozenset({"man", "pptx"})
_WITHOUT_LIST = frozenset({"opml", *_TABLES})
_WITHOUT_NESTING = frozenset({"man", "txt", "opml", "pptx", *_TABLES})
_WITHOUT_NOTE = frozenset(
    {
        "man",
        "txt",
        "opml",
        "pptx",
        "html",
        "epub",
        "docx",
        "rtf",
        "creole",
        "jira",
        "t2t",
        "fb2",
        "ipynb",
        *_TABLES,
    }
)
_WITHOUT_ITEMS = frozenset({"docx", "rtf", "txt", "pptx", "fb2"})
_WITH_PICTURE = frozenset({"html", "docx", "odt", "epub", "fb2", "ipynb", "rtf"})
_KEEPS_PICTURE = frozenset({"html", "docx", "odt", "epub", "fb2", "rtf", "pdf", "pptx"})
_WITHOUT_CODE = frozenset({"opml", "pptx", "txt", *_TABLES})
_DROPS_LINKS = frozenset({"txt", "pdf"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What the sample holds, in words that are nowhere else in it."""

    words: tuple[str, ...]
    headings: tuple[str, ...]
    row: tuple[str, str] | None
    item: str | None
    link: str | None
    picture: bool


def make_sample(format: str, path: Path) -> DocumentFacts:
    """Headings, emphasis, lists, a table, a link, code, a note and a picture, as the format has them."""
    write_sample(format, path)
    return facts_of(format)


def facts_of(format: str) -> DocumentFacts:
    """What the sample of this format holds."""
    only_table = format in _TABLES
    keys = [] if only_table else ["heading", "text", "emphasis"]
    keys += [] if only_table or format == "pptx" else ["strong"]
    keys += [] if format in {*_TABLES, "txt", "pptx"} else ["section"]
    keys += [] if format in _WITHOUT_LIST else ["first", "last"]
    keys += [] if format in _WITHOUT_NESTING else ["nested"]
    keys += [] if format in _WITHOUT_TABLE else ["column", "town", "height"]
    keys += [] if format in _WITHOUT_NOTE else ["note"]
    keys += [] if format in _WITHOUT_CODE else ["code"]
    return DocumentFacts(
        words=tuple(WORDS[key] for key in keys),
        headings=() if format in {*_TABLES, "txt", "pptx"} else (WORDS["heading"], WORDS["section"]),
        row=None if format in _WITHOUT_TABLE else (WORDS["town"], WORDS["height"]),
        item=None
        if format in _WITHOUT_LIST or format in {"docx", "rtf", "txt", "pptx", "fb2"}
        else WORDS["last"],
        link=None if format in {*_WITHOUT_LINK, *_TABLES, "txt"} else WORDS["link"],
        picture=format in _WITH_PICTURE,
    )


def check(path: Path, source: str, target: str, facts: DocumentFacts) -> None:  # noqa: ARG001 - facts say all
    """The words are there, and what was a heading, a row, an item, a link or a picture still is one."""
    check_found(read(path, target), target=target, facts=facts)


def check_found(found: Found, *, target: str, facts: DocumentFacts) -> None:
    """The same, of what a reader saw."""
    text = _plain(found.text)
    missing = [word for word in facts.words if _plain(word) not in text]
    if missing:
        raise ProofFailedError(f"the text lacks {missing}")
    if found.headings is not None:
        lost = [h for h in facts.headings if not any(_plain(h) in _plain(seen) for seen in found.headings)]
        if lost:
            raise ProofFailedError(f"{lost} are no headings any more, of {list(found.headings)}")
    if facts.row and found.rows is not None and facts.row not in [row[:2] for row in found.rows]:
        raise ProofFailedError(f"no row of a table is {facts.row}: {list(found.rows)}")
    if facts.item and found.items is not None and facts.item not in found.items:
        raise ProofFailedError(f"'{facts.item}' is no item of a list any more")
    if facts.link and target not in _DROPS_LINKS and facts.link not in found.links.replace("\\", ""):
        raise ProofFailedError(f"there is no link to {facts.link}")
    if facts.picture and target in _KEEPS_PICTURE and not found.pictures:
        raise ProofFailedError("the picture is gone")


def _plain(text: str) -> str:
    """Without what markup and typesetting put between words or in front of characters."""
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("\u2010", "-"), ("\ufffe", "")):
        text = text.replace(ligature, letters)
    return re.sub(r"[\s\\{}*_`'+|^=~@/]+", "", text).casefold()
