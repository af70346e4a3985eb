"""Texts in markup that ask for other files."""

from base64 import b64encode
from pathlib import Path

from tests.hostile.case import Lures
from tests.hostile.cases.documents_parts import asking, case

INCLUDES = {
    "rst": (
        ".. include:: {0}\n", ".. raw:: html\n   :file: {0}\n", ".. raw:: html\n   :url: {1}/raw\n",
        ".. csv-table::\n   :file: {0}\n", ".. literalinclude:: {0}\n", ".. image:: {0}\n",
    ),
    "org": (
        '#+INCLUDE: "{0}"\n', '#+INCLUDE: "{0}" src text\n', "#+SETUPFILE: {1}/setup\n", "[[file:{0}]]\n",
    ),
    "tex": (
        "\\input{{{0}}}", "\\include{{{0}}}", "\\immediate\\write18{{curl {1}}}", "\\lstinputlisting{{{0}}}",
        "\\newread\\f\\openin\\f={0} \\read\\f to\\x \\x", "\\includegraphics{{{0}}}",
    ),
    "typ": ('#include "{0}"\n', '#read("{0}")\n', '#image("{0}")\n', '#csv("{0}")\n'),
    "adoc": ("include::{0}[]\n", "include::{1}/a.adoc[]\n", "[%data-uri]\nimage::{0}[]\n"),
    "docbook": (
        '<!DOCTYPE article [<!ENTITY x SYSTEM "file://{0}">]><article><para>&x;</para></article>',
        '<!DOCTYPE article [<!ENTITY % y SYSTEM "{1}/y.dtd">%y;]><article><para>a</para></article>',
        '<article xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="file://{0}"/></article>',
    ),
}  # fmt: skip
REFUSED = {("rst", 3), ("typ", 0), ("typ", 1), ("typ", 3), ("adoc", 0), ("adoc", 1), ("docbook", 0)}
"""Which of them end the conversion; the others are left out of it."""
_PICTURES = (
    "Text ![a]({0}) ![b](file://{0}) ![c]({1}/c.png)\n\n```{{=html}}\n<iframe src='file://{0}'></iframe>\n```\n"
    "\n<!--#include file='{0}' -->\n<embed src='{1}/e'><img src='file://{0}'>\n"
)


def _embedded(path: Path, _: Lures) -> None:
    picture = b64encode(bytes(7_500_000)).decode()
    path.write_text(f"Text ![zeros](data:image/png;base64,{picture})\n")


CASES = (
    case("H088", "Markdown with linked pictures, for the web", asking(_PICTURES), "a.md", "html"),
    case("H088", "Markdown with linked pictures, printed", asking(_PICTURES), "a.md", "pdf"),
    case("H088", "Markdown with linked pictures, for an office", asking(_PICTURES), "a.md", "docx"),
    case("H088", "Markdown with a picture of 10 MB, printed", _embedded, "a.md", "pdf"),
    *(
        case("H089", f"{format} that includes a file, number {number}", asking(text), f"a.{format}", "html",
            "input_corrupt" if (format, number) in REFUSED else "completed")
        for format, texts in INCLUDES.items()
        for number, text in enumerate(texts)
    ),
    *(
        case("H089", f"typ that includes a file, number {number}, printed", asking(text), "a.typ", "pdf",
            "input_corrupt")
        for number, text in enumerate(INCLUDES["typ"])
    ),
)  # fmt: skip
