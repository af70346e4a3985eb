"""One document in every format: written by hand, or by a library that no tool here writes with."""

import base64
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from string import Template
from zipfile import ZIP_STORED, ZipFile

import docx
import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from apps.tools.proving.document_texts import MARKDOWN, TEXTS, WORDS
from apps.tools.proving.odt_sample import write_odt
from apps.tools.proving.slides_sample import write_slides

__all__ = ["WORDS", "picture", "write_sample"]


def picture() -> bytes:
    """A small red PNG."""
    data = BytesIO()
    Image.new("RGB", (24, 16), (220, 30, 30)).save(data, "PNG")
    return data.getvalue()


def _fill(text: str) -> str:
    return Template(text).substitute(WORDS, picture=base64.b64encode(picture()).decode())


def write_sample(format: str, path: Path) -> None:
    """Write the document in this format; raises KeyError when there is no sample of it."""
    if format in _MAKERS:
        _MAKERS[format](path)
    else:
        path.write_text(_fill(TEXTS[format]), "utf-8")


def _write_docx(path: Path) -> None:
    document = docx.Document()
    document.add_heading(WORDS["heading"], 1)
    paragraph = document.add_paragraph(f"{WORDS['text']} ")
    paragraph.add_run(WORDS["emphasis"]).italic = True
    paragraph.add_run(" ")
    paragraph.add_run(WORDS["strong"]).bold = True
    link = OxmlElement("w:hyperlink")
    relation = paragraph.part.relate_to(WORDS["link"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), relation)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = WORDS["label"]
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    for word, style in (("first", ""), ("nested", " 2"), ("last", "")):
        document.add_paragraph(WORDS[word], style=f"List Bullet{style}")
    document.add_heading(WORDS["section"], 2)
    table = document.add_table(2, 2)
    for cell, value in zip(
        (cell for row in table.rows for cell in row.cells),
        (WORDS["column"], "Meter", WORDS["town"], WORDS["height"]),
        strict=True,
    ):
        cell.text = value
    document.add_picture(BytesIO(picture()))
    document.add_paragraph(WORDS["code"])
    document.save(str(path))


def _write_odt(path: Path) -> None:
    write_odt(path, picture=picture())


def _write_epub(path: Path) -> None:
    page = _fill(TEXTS["html"]).replace("<!DOCTYPE html>", "").replace('<meta charset="utf-8">', "")
    page = page.replace('<html lang="de">', '<html xmlns="http://www.w3.org/1999/xhtml">')
    start, _, rest = page.partition('src="data:')
    page = f'{start}src="picture.png"{rest.partition(chr(34))[2]}'.replace('alt="Bild">', 'alt="Bild"/>')
    with ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        book.writestr(
            "META-INF/container.xml",
            '<?xml version="1.0"?><container version="1.0" '
            'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>'
            "</rootfiles></container>",
        )
        book.writestr(
            "book.opf",
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<dc:identifier id="id">urn:x</dc:identifier><dc:title>Titel</dc:title>'
            "<dc:language>de</dc:language></metadata><manifest>"
            '<item id="c" href="chapter.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="p" href="picture.png" media-type="image/png"/></manifest>'
            '<spine><itemref idref="c"/></spine></package>',
        )
        book.writestr("chapter.xhtml", f'<?xml version="1.0" encoding="utf-8"?>{page}')
        book.writestr("picture.png", picture())


def _write_notebook(path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": _fill(MARKDOWN).splitlines(keepends=True)},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "source": [WORDS["code"]],
            "outputs": [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"image/png": base64.b64encode(picture()).decode()},
                }
            ],
        },
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(notebook), "utf-8")


def _write_rtf(path: Path) -> None:
    def plain(word: str) -> str:
        return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in WORDS[word])

    path.write_text(
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}{\stylesheet{\s0 Normal;}"
        r"{\s1 heading 1;}{\s2 heading 2;}}"
        f"\\pard\\s1\\outlinelevel0 {plain('heading')}\\par\n"
        f"\\pard\\s0 {plain('text')} {{\\i {plain('emphasis')}}} {{\\b {plain('strong')}}} "
        f'{{\\field{{\\*\\fldinst HYPERLINK "{WORDS["link"]}"}}{{\\fldrslt {plain("label")}}}}}\\par\n'
        f"\\pard {plain('first')}\\par {plain('nested')}\\par {plain('last')}\\par\n"
        f"\\pard\\s2\\outlinelevel1 {plain('section')}\\par\n"
        r"\trowd\cellx2000\cellx4000\pard\intbl "
        f"{plain('column')}\\cell Meter\\cell\\row\n"
        r"\trowd\cellx2000\cellx4000\pard\intbl "
        f"{plain('town')}\\cell {plain('height')}\\cell\\row\n"
        f"\\pard {plain('code')}\\par\n"
        f"{{\\pict\\pngblip\\picwgoal360\\pichgoal240 {picture().hex()}}}\\par}}\n",
        "ascii",
    )


def _write_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Orte")
        sheet.write_row(0, 0, [WORDS["column"], "Meter"])
        sheet.write_row(1, 0, [WORDS["town"], int(WORDS["height"])])


_MAKERS: dict[str, Callable[[Path], None]] = {
    "docx": _write_docx, "odt": _write_odt, "epub": _write_epub, "ipynb": _write_notebook,
    "rtf": _write_rtf, "pptx": write_slides, "xlsx": _write_xlsx,
}  # fmt: skip
