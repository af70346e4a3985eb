"""Every hostile input, family by family."""

from tests.hostile.case import Case
from tests.hostile.cases import (
    archive_locks,
    archive_names,
    archive_tars,
    archives,
    documents,
    images,
    media,
    media_commands,
    media_headers,
    pdf,
    pdf_contents,
    pdf_drawings,
    tables,
    vectors,
)

CASES: tuple[Case, ...] = tuple(
    case
    for family in (
        images,
        vectors,
        pdf,
        pdf_contents,
        pdf_drawings,
        archives,
        archive_names,
        archive_tars,
        archive_locks,
        documents,
        tables,
        media,
        media_headers,
        media_commands,
    )
    for case in family.CASES
)

FLAWS = {
    "H007 a JPEG that ends properly after half of its data": "libjpeg warns, and draws the rest grey",
    "H011 a GIF whose codes only start over": "the missing pixels are drawn as background",
    "H011 a GIF that has one of its 10,000 pixels": "the missing pixels are drawn as background",
    "H050 64 gigabytes in a kilobyte, for pdf-to-images": "PDFium aborts before a limit of ours",
    "H050 64 gigabytes in a kilobyte, for pdf-to-docx": "PDFium aborts before a limit of ours",
    "H057 actions that are not done, for pdf-to-pdfa": "they are neither removed nor refused by name",
    "H087 an ODT that asks for the environment, for the web": "a missing picture is an error of ours",
    "H092 a notebook with sly links to scripts": "some spellings of a script's address are kept",
    "H092 a book with sly links to scripts": "some spellings of a script's address are kept",
    "H092 a DOCX with sly links to scripts": "some spellings of a script's address are kept",
    "H092 Markdown with sly links to scripts": "some spellings of a script's address are kept",
    "H095 an XLSX of three million rows, for an office": "rows without a number are not counted",
    "H096 an XLSX with a far cell, as text": "its size is looked at when memory was asked for",
    "H096 an XLSX with a far cell, for an office": "the disk's limit ends it, late",
    "H097 an XLSX with a text of 10 MB in 1,000 cells": "its reader aborts where memory ends",
    "H103 JSON with a null letter, as CSV": "the verifier cannot read what the tool kept",
    "H103 JSON with overlong UTF-8, as CSV": "it is read in a guessed encoding, without a note",
    "H104 JSON lines of a line of 65 MiB": "the limit is looked at by pieces",
    "H115 pictures that are shown for years": "ffmpeg's refusal is not told as ours",
    "H117 a cover of four gigapixels, for m4a": "a damaged cover fails the whole conversion",
    "H117 a cover of four gigapixels, for flac": "a damaged cover fails the whole conversion",
    "H118 25 hours of silence that are not told": "a length that is not told is not counted",
}
"""Cases whose answer is not the right one yet, and why; nothing gets out by them."""

ENDLESS = {
    "H091 a page that is another at once, for an office": "LibreOffice may wait until its time is over",
    "H096 an XLSX with a far cell, printed": "LibreOffice prints until its time is over, twice",
}
"""Flaws that last for minutes, and are not run, as those of pdf_avalanches: only a tool's limits end them."""

SLOW = {"H094 metadata that multiply"}
"""The tool's limit of processor time is what ends them; run with all the others only."""
