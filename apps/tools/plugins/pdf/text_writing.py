"""Writes the text of pages into a file, page after page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from apps.tools.base import ToolRun
from apps.tools.plugins.pdf.pages import choose_pages
from apps.tools.plugins.pdf.rendering import open_for_rendering
from apps.tools.plugins.pdf.text_extraction import PageText, read_page_text
from apps.tools.plugins.pdf.text_layout import lay_out
from apps.tools.plugins.pdf.to_text_options import PdfToTextOptions

_PAGE_BREAK = "\f"


def write_text(run: ToolRun[PdfToTextOptions], path: Path) -> bool:
    """Write the text wanted; returns whether there is any."""
    options, found = run.options, False
    as_json = options.output_format == "json"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, (index, page) in enumerate(_pages(run, boxes=as_json or options.layout)):
            found = found or bool(page.text)
            text = lay_out(page.words) if options.layout else page.text
            if as_json:
                file.write(",\n" if number else '{"pages": [\n')
                json.dump(_entry(index, page, text), file, ensure_ascii=False)
            else:
                _write_page(file, text, first=not number, page_breaks=options.page_breaks)
        file.write("\n]}\n" if as_json else "\n")
    return found


def _pages(run: ToolRun[PdfToTextOptions], *, boxes: bool) -> Iterator[tuple[int, PageText]]:
    with open_for_rendering(run.source, run.options.password) as document:
        chosen = choose_pages(run.options.pages, len(document))
        for done, index in enumerate(chosen):
            run.progress(done / len(chosen), f"page {done + 1} of {len(chosen)}")
            yield index, read_page_text(run.source, document, index, boxes=boxes)


def _write_page(file: TextIO, text: str, *, first: bool, page_breaks: bool) -> None:
    if not first:
        file.write("\n" + (_PAGE_BREAK if page_breaks else "\n"))
    file.write(text)


def _entry(index: int, page: PageText, text: str) -> dict[str, Any]:
    """A page as JSON; lengths in points from its upper left corner."""
    words = [
        {"text": word.text}
        | dict(zip(("left", "top", "right", "bottom"), (round(side, 2) for side in word.box), strict=True))
        for word in page.words
    ]
    size = {"width": round(page.width, 2), "height": round(page.height, 2)}
    return {"page": index + 1, **size, "text": text, "words": words}
