"""Comics as EPUB: a picture a page, at its own size (EPUB 3, fixed layout)."""

import posixpath
import uuid
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.document.packages import check_package
from apps.tools.plugins.document.pictures import kind_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEDIA_TYPES: Final = {
    ".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
}  # fmt: skip
_CONTAINER: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_PACKAGE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:uuid:{id}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>und</dc:language>
<meta property="dcterms:modified">2000-01-01T00:00:00Z</meta>
<meta property="rendition:layout">pre-paginated</meta><meta property="rendition:spread">auto</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}</manifest><spine page-progression-direction="{direction}">{spine}</spine></package>
"""
_NAVIGATION: Final = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title>
</head><body><nav epub:type="toc"><ol><li><a href="page-00001.xhtml">{title}</a></li></ol></nav></body></html>
"""
_PAGE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{number}</title>
<meta name="viewport" content="width={width}, height={height}"/>
<style>body{{margin:0}} img{{display:block;width:{width}px;height:{height}px}}</style></head>
<body><img src="{picture}" alt="{number}"/></body></html>
"""


def write_epub(pages: list[Path], path: Path, *, title: str, right_to_left: bool) -> None:
    """Write the book; the pictures go in as they are."""
    from PIL import Image

    items, spine = [], []
    name = escape(title)
    with ZipFile(path, "w", ZIP_STORED) as book:
        _add(book, "mimetype", "application/epub+zip")
        _add(book, "META-INF/container.xml", _CONTAINER)
        for number, page in enumerate(pages, start=1):
            with Image.open(page, formats=["JPEG", "PNG", "GIF", "WEBP"]) as image:
                width, height = image.size
            picture = f"picture-{number:05d}{page.suffix}"
            book.write(page, picture)
            text = _PAGE.format(number=number, width=width, height=height, picture=picture)
            _add(book, f"page-{number:05d}.xhtml", text)
            cover = ' properties="cover-image"' if number == 1 else ""
            items.append(
                f'<item id="i{number}" href="{picture}" media-type="{_MEDIA_TYPES[page.suffix]}"{cover}/>'
                f'<item id="p{number}" href="page-{number:05d}.xhtml" media-type="application/xhtml+xml"/>'
            )
            spine.append(f'<itemref idref="p{number}"/>')
        _add(book, "nav.xhtml", _NAVIGATION.format(title=name))
        package = _PACKAGE.format(
            id=uuid.uuid4(),
            title=name,
            items="\n".join(items),
            spine="".join(spine),
            direction="rtl" if right_to_left else "ltr",
        )
        _add(book, "book.opf", package)


def pages_of_epub(source: ToolInput, folder: Path) -> list[Path]:
    """The pictures of a book's pages, in the order of its spine, written into the folder."""
    from lxml import etree

    check_package(source)
    found: list[Path] = []
    try:
        with ZipFile(source.path) as book:
            names = set(book.namelist())
            for name in _pictures(book, names):
                path = folder / f"page-{len(found):05d}"
                path.write_bytes(book.read(name))
                ending = kind_of(path)
                if ending in _MEDIA_TYPES:
                    found.append(path.rename(path.with_suffix(ending)))
    except (BadZipFile, KeyError, OSError, etree.XMLSyntaxError):
        raise InvalidInputError(f"'{source.name}' is damaged: its pages cannot be read.") from None
    return found


def _add(book: ZipFile, name: str, text: str) -> None:
    book.writestr(ZipInfo(name), text, ZIP_STORED)


def _xml(book: ZipFile, name: str) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree: _Element | None = etree.fromstring(book.read(name), parser)
    if tree is None:  # nothing could be recovered
        raise KeyError(name)
    return tree


def _pictures(book: ZipFile, names: set[str]) -> list[str]:
    """Each picture once, in the order in which the pages show them."""
    package = next(iter(_xml(book, "META-INF/container.xml").iter("{*}rootfile"))).get("full-path", "")
    tree = _xml(book, package)
    files = {item.get("id"): item.get("href", "") for item in tree.iter("{*}item")}
    found: dict[str, None] = {}
    for reference in tree.iter("{*}itemref"):
        page = _beside(package, files.get(reference.get("idref"), ""))
        if page not in names:
            continue
        for element in _xml(book, page).iter("{*}img", "{*}image"):
            address = element.get("src") or element.get("{http://www.w3.org/1999/xlink}href") or ""
            picture = _beside(page, address)
            if picture in names:
                found.setdefault(picture)
    return list(found)


def _beside(base: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(address.partition("#")[0])))
