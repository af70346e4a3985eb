"""Reads a document back with libraries that wrote none of it: its text, headings, links and pictures."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import docx
import pypdfium2
from lxml import etree, html
from pypdfium2 import raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reader saw; `headings` is None where the format has no such thing, or the reader cannot tell."""

    text: str
    headings: tuple[str, ...] | None = None
    links: str = ""
    rows: tuple[tuple[str, ...], ...] | None = None
    items: tuple[str, ...] | None = None
    pictures: int = 0


def read(path: Path, format: str) -> Found:
    """Everything a proof looks at."""
    if format in _READERS:
        return _READERS[format](path)
    text = path.read_text("utf-8")
    mark = _HEADINGS.get(format)
    headings = tuple(match.strip() for match in re.findall(mark, text, re.MULTILINE)) if mark else None
    return Found(text=text, links=text, headings=headings)


_HEADINGS = {
    "rst": r"^ *(?:\.\. rubric:: |(?=\S.*\n *[=~^'\".-]{3,}$))(\S.*)$",
    "md": r"^#+ (.+?)(?: \{.*\})?$", "org": r"^\*+ (.+)$",
    "tex": r"^\\(?:sub)*section\{(?:\\texorpdfstring\{)?([^{}]+)\}", "mediawiki": r"^=+ ?(.+?) ?=+$",
    "dokuwiki": r"^=+ (.+?) =+$", "jira": r"^h\d\. (?:\{anchor:[^}]*\})?(.+)$",
    "textile": r"^h\d(?:\(#[^)]*\))?\. (.+)$", "adoc": r"^=+ (.+)$", "typ": r"^=+ (.+)$",
    "texi": r"^@(?:chapter|section|subsection) (.+)$", "muse": r"^\*+ (.+)$", "man": r"^\.S[HS] (.+)$",
}  # fmt: skip


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _of_html(tree: etree._Element) -> Found:
    rows = tuple(tuple(_words(cell) for cell in row if cell.tag in {"th", "td"}) for row in tree.iter("tr"))
    addresses = [image.get("src") or "" for image in tree.iter("img")]
    return Found(
        text=_words(tree),
        headings=tuple(_words(heading) for heading in tree.iter("h1", "h2", "h3")),
        links=" ".join(anchor.get("href") or "" for anchor in tree.iter("a")),
        rows=rows,
        items=tuple(_words(item) for item in tree.iter("li")),
        pictures=sum(address.startswith("data:image/") for address in addresses),
    )


def _read_html(path: Path) -> Found:
    return _of_html(
        html.document_fromstring(path.read_bytes().decode("utf-8").encode(), ensure_head_body=True)
    )


def _read_docx(path: Path) -> Found:
    document = docx.Document(str(path))
    paragraphs = [*document.paragraphs]
    rows = [row for table in document.tables for row in table.rows]
    with ZipFile(path) as package:
        names = package.namelist()
        notes = package.read("word/footnotes.xml").decode() if "word/footnotes.xml" in names else ""
        links = package.read("word/_rels/document.xml.rels").decode()
        text = _words(etree.fromstring(package.read("word/document.xml")))
    return Found(
        text=f"{text} {re.sub('<[^>]+>', ' ', notes)}",
        headings=tuple(
            p.text
            for p in paragraphs
            if p.style and p.style.name and p.style.name.lower().startswith(("heading", "title"))
        ),
        links=links,
        rows=tuple(tuple(cell.text for cell in row.cells) for row in rows),
        pictures=sum(name.startswith("word/media/") for name in names),
    )


def _read_odt(path: Path) -> Found:
    with ZipFile(path) as package:
        names = package.namelist()
        tree = etree.fromstring(package.read("content.xml"))
    link = "{http://www.w3.org/1999/xlink}href"
    return Found(
        text=_words(tree),
        headings=tuple(_words(heading) for heading in tree.iter("{*}h")),
        links=" ".join(str(anchor.get(link)) for anchor in tree.iter("{*}a")),
        rows=tuple(
            tuple(_words(cell) for cell in row.iter("{*}table-cell")) for row in tree.iter("{*}table-row")
        ),
        items=tuple(_words(item) for item in tree.iter("{*}list-item")),
        pictures=sum(name.startswith(("Pictures/", "media/")) and not name.endswith("/") for name in names),
    )


def _read_epub(path: Path) -> Found:
    with ZipFile(path) as package:
        names = package.namelist()
        pages = [
            _of_html(html.document_fromstring(package.read(name), parser=html.HTMLParser(encoding="utf-8")))
            for name in names
            if name.endswith((".xhtml", ".html"))
        ]
    return Found(
        text=" ".join(page.text for page in pages),
        headings=tuple(heading for page in pages for heading in page.headings or ()),
        links=" ".join(page.links for page in pages),
        rows=tuple(row for page in pages for row in page.rows or ()),
        pictures=sum(name.endswith((".png", ".jpg")) for name in names),
    )


def _read_xml(path: Path) -> Found:
    tree = etree.fromstring(path.read_bytes())
    source = path.read_text("utf-8")
    rows = list(tree.iter("{*}row", "{*}tr"))
    titles = [_words(title) for title in tree.iter("{*}title")] + [
        str(o.get("text")) for o in tree.iter("outline")
    ]
    notes = " ".join(str(value) for outline in tree.iter("outline") for value in outline.attrib.values())
    return Found(
        text=f"{_words(tree)} {notes}",
        headings=tuple(titles),
        links=source,
        rows=None
        if tree.tag == "opml"
        else tuple(tuple(_words(cell) for cell in row.iter("{*}entry", "{*}th", "{*}td")) for row in rows),
        pictures=len(list(tree.iter("{*}binary"))),
    )


def _read_notebook(path: Path) -> Found:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    pictures = sum(len(cell.get("attachments", ())) + len(cell.get("outputs", ())) for cell in cells)
    headings = tuple(re.findall(_HEADINGS["md"], text, re.MULTILINE))
    return Found(text=text, links=text, headings=headings, pictures=pictures + text.count("data:image/"))


def _read_rtf(path: Path) -> Found:
    source = path.read_text("latin-1")
    text = re.sub(r"\\u(-?\d+) ?(?:\?|\\'..)?", lambda match: chr(int(match[1]) % 65536), source)
    text = re.sub(
        r"\\'([0-9a-f]{2})", lambda match: bytes.fromhex(match[1]).decode("cp1252", "replace"), text
    )
    text = re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", text)
    return Found(text=text, links=source, pictures=source.count("\\pict"))


def _read_slides(path: Path) -> Found:
    with ZipFile(path) as package:
        names = [name for name in package.namelist() if re.match(r"ppt/slides/slide\d+\.xml$", name)]
        trees = [etree.fromstring(package.read(name)) for name in names]
        links = " ".join(
            package.read(name).decode() for name in package.namelist() if name.startswith("ppt/slides/_rels/")
        )
        pictures = sum(name.startswith("ppt/media/") for name in package.namelist())
    text = " ".join(" ".join(str(t.text) for t in tree.iter("{*}t")) for tree in trees)
    rows = tuple(
        tuple(_words(cell) for cell in row.iter("{*}tc")) for tree in trees for row in tree.iter("{*}tr")
    )
    return Found(text=text, links=links, rows=rows, pictures=pictures)


def _read_pdf(path: Path) -> Found:
    with pypdfium2.PdfDocument(path) as document:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
        pictures = sum(
            1 for page in document for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=8)
        )
    return Found(text=text, pictures=pictures)


_READERS: dict[str, Callable[[Path], Found]] = {
    "html": _read_html, "docx": _read_docx, "odt": _read_odt, "epub": _read_epub, "docbook": _read_xml,
    "jats": _read_xml, "fb2": _read_xml, "opml": _read_xml, "ipynb": _read_notebook, "rtf": _read_rtf,
    "pptx": _read_slides, "pdf": _read_pdf,
}  # fmt: skip
