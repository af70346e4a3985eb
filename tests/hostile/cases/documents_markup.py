"""Texts in markup, pages, notebooks and books that mean harm."""

import json
from pathlib import Path

from tests.hostile.case import Lures, Make, bytes_of
from tests.hostile.cases.documents_parts import asking, case, package, relation, word

_LOADING = (
    "<p>Text</p><img src='file://{0}'><img srcset='{1}/i 2x'><iframe src='file://{0}'></iframe>"
    "<iframe src='{1}/f'></iframe><object data='file://{0}'>o</object><embed src='{1}/e'>"
    "<link rel=stylesheet href='{1}/s.css'><link rel=import href='file://{0}'><base href='{1}/'>"
    "<style>@import '{1}/t.css';@font-face{{font-family:f;"
    "src:url({1}/f.woff)}}p{{background:url(file://{0});font-family:f}}</style>"
    "<script src='{1}/x.js'></script>"
    "<img src='http://169.254.169.254/latest/meta-data/'><video src='{1}/v' poster='file://{0}'></video>"
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>"
    "<image xlink:href='file://{0}'/><use href='{1}/u.svg#a'/></svg>"
)
_REFRESHED = "<meta http-equiv=refresh content='0; url={1}/m'><p>Text</p>"


_SCRIPTS = (b"script:alert",)
_PLAIN = (
    '<a href="javascript:alert(1)">a</a><a href=" JaVaScRiPt:alert(1)">b</a>'
    '<a href="vbscript:alert(1)">c</a><form action="javascript:alert(1)"></form>'
)
_SLY = (
    '<a href="java&#10;script:alert(1)">a</a><a href=javascript:alert(1)>b</a>'
    "<button formaction='javascript:alert(1)'>c</button>"
)


def _notebook(text: str) -> Make:
    """A notebook with this in its text and in what it gave."""
    kinds = ("text/html", "application/javascript", "image/svg+xml", "text/markdown")
    given = [{"output_type": "display_data", "metadata": {}, "data": {kind: [text]}} for kind in kinds]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [text, "\n\n[x](javascript:alert(1))"]},
        {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["1"], "outputs": given},
    ]
    return bytes_of(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode())


def _book(text: str) -> Make:
    """A book with this on its page, and parts of other places."""

    def make(path: Path, lures: Lures) -> None:
        secret = lures.secret.as_uri()
        path.write_bytes(
            package(
                {
                    "mimetype": "application/epub+zip",
                    "META-INF/container.xml": '<container version="1.0" '
                    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                    '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles>'
                    "</container>",
                    "a.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
                    'unique-identifier="i">'
                    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
                    '<dc:identifier id="i">1</dc:identifier>'
                    "<dc:title>T</dc:title><dc:language>en</dc:language></metadata><manifest>"
                    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
                    f'<item id="b" href="{secret}" media-type="image/png"/>'
                    '<item id="c" href="../../../../etc/passwd" media-type="image/png"/></manifest>'
                    '<spine><itemref idref="a"/></spine></package>',
                    "a.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>'
                    f'{text}<img src="{secret}" alt=""/><img src="{lures.url}/a.png" alt=""/></body></html>',
                }
            )
        )

    return make


def _word_with_links(*targets: str) -> Make:
    """A Word document with links to these."""
    links = [relation(number, "hyperlink", target) for number, target in enumerate(targets)]
    body = "".join(
        f'<w:p><w:hyperlink r:id="r{number}"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'
        for number in range(len(links))
    )
    return bytes_of(word(body, *links))


_LAUGHS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
_DEEP = {
    "20,000 brackets": "[" * 20_000,
    "2,000 quotes": "> " * 2_000,
    "200,000 stars": "*" * 200_000,
    "500 lists": "".join(f"{'  ' * number}- a\n" for number in range(500)),
}

CASES = (
    *(
        case("H090", f"Markdown with {what}", bytes_of(text.encode()), "a.md", "html")
        for what, text in _DEEP.items()
    ),
    case("H090", "Markdown with a line of 10 MB", bytes_of(b"a b " * 2_500_000), "a.md", "html",
        "input_limit"),
    case("H091", "a page that is another at once, for an office", asking(_REFRESHED), "a.html", "docx",
        tool="office-convert"),
    case("H091", "a page that is another at once, printed", asking(_REFRESHED), "a.html", "pdf",
        tool="html-to-pdf"),
    case("H091", "a page that loads, printed", asking(_LOADING), "a.html", "pdf", tool="html-to-pdf"),
    case("H091", "a page that loads, for an office", asking(_LOADING), "a.html", "docx",
        tool="office-convert"),
    case("H091", "a page that loads, as a document", asking(_LOADING), "a.html", "docx"),
    case("H091", "a page that loads, as Markdown", asking(_LOADING), "a.html", "md"),
    case("H091", "a page that loads, as a book", asking(_LOADING), "a.html", "epub"),
    case("H091", "a page that loads, for a Kindle", asking(_LOADING), "a.html", "azw3",
        tool="ebook-convert"),
    *(
        case("H092", f"{kind} with {which} links to scripts", make, f"a.{ending}", "html", absent=_SCRIPTS)
        for which, html, targets in (
            ("plain", _PLAIN, ("javascript:alert(1)", " JaVaScRiPt:alert(1)", "vbscript:alert(1)")),
            ("sly", _SLY, ("java&#10;script:alert(1)",)),
        )
        for kind, ending, make in (
            ("a notebook", "ipynb", _notebook(html)),
            ("a book", "epub", _book(html.replace("=javascript:alert(1)", "='javascript:alert(1)'"))),
            ("a DOCX", "docx", _word_with_links(*targets)),
            ("Markdown", "md", bytes_of(html.encode())),
        )
    ),
    case("H092", "a book with scripts, for a Kindle", _book(_PLAIN), "a.epub", "azw3", tool="ebook-convert"),
    *(
        case("H093", f"a file called {name}", bytes_of(b"# Text\n"), name, "html")
        for name in ("+RTS -M1k.md", "--lua-filter=x.md", "-o/etc/x.md", "$(curl x);.md")
    ),
    case("H093", "a page called --help", bytes_of(b"<p>Text</p>"), "--help.html", "mobi",
        tool="ebook-convert"),
    case(
        "H094", "metadata that multiply", bytes_of(f"---\na0: &a0 ha\n{_LAUGHS}---\n\nText\n".encode()),
        "a.md", "html",
        "tool_cpu", options={"markdown": "pandoc"}, seconds=180,
    ),
)  # fmt: skip
