"""Redacts a document: finds, removes, paints over, and looks once more whether it is gone."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, ToolFailedError, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.page_redaction import Found, draw_pages, redact_pages
from apps.tools.plugins.pdf.pages import chosen_once, write_page_list
from apps.tools.plugins.pdf.placement import moved_box, shown_to_user
from apps.tools.plugins.pdf.redact_options import PdfRedactOptions
from apps.tools.plugins.pdf.redaction_search import (
    Searcher,
    compile_search,
    find_on_page,
    letters_within,
)
from apps.tools.plugins.pdf.rendering import open_for_rendering
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf
from apps.tools.plugins.pdf.string_redaction import (
    redact_fields,
    redact_strings,
    remove_companions,
)

if TYPE_CHECKING:
    from pikepdf import Pdf


class RedactResult(BaseModel):
    """What was removed, and how."""

    matches: int = Field(description="How often texts, patterns and kinds were found on pages.")
    places: int = Field(description="How many boxes were asked for.")
    pages: list[int] = Field(description="Pages, from 1, on which something was removed.")
    pages_as_pictures: list[int] = Field(description="Pages, from 1, that became pictures to be sure.")
    other_texts: int = Field(
        description="Texts off the pages that were changed: metadata, bookmarks, comments."
    )
    verified: bool = Field(description="The written file was read again, and nothing was found in it.")


def redact(run: ToolRun[PdfRedactOptions]) -> ToolOutput:
    """The document without what was to go; raises InvalidInputError when nothing of it was found."""
    searcher, path = compile_search(run.options), run.output_path("pdf")
    with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
        total, chosen = len(pdf.pages), chosen_once(run.options.pages, len(pdf.pages))
        found, matches = _find(run, pdf, searcher, chosen)
        notes = [*broken_signatures(pdf), *_companions(pdf)]
        texts = 0
        if len(chosen) == total:
            texts = redact_fields(pdf, searcher) + redact_strings(pdf, searcher)
        else:
            notes.append("Only the pages chosen were searched, and no bookmarks, comments or metadata.")
        if not found and not texts:
            raise _nothing(run)
        pictures = redact_pages(run, pdf, searcher, found)
        claims = save_pdf(pdf, path)
        if left := _find_again(run, path, searcher, found, everywhere=len(chosen) == total):
            draw_pages(run, pdf, found, left)
            pictures, claims = sorted({*pictures, *left}), save_pdf(pdf, path)
            if _find_again(run, path, searcher, found, everywhere=len(chosen) == total):
                raise _still_there()
    if pictures:
        why = "as asked for" if run.options.method == "picture" else "they could not be rewritten surely"
        notes.append(f"Page(s) {write_page_list(pictures)} became pictures: {why}.")
    result = RedactResult(
        matches=matches,
        places=len(run.options.places),
        pages=[index + 1 for index in sorted(found)],
        pages_as_pictures=[index + 1 for index in pictures],
        other_texts=texts,
        verified=True,
    )
    return run.write(path, format="pdf", claims=claims, result=result, notes=notes)


def _companions(pdf: "Pdf") -> list[str]:
    attached = remove_companions(pdf)
    return ["Attached files were removed: what is in them was not looked at."] if attached else []


def _nothing(run: ToolRun[PdfRedactOptions]) -> InvalidInputError:
    return InvalidInputError(
        f"Nothing of what is to be removed was found in '{run.source.name}'. Scans have no text: read them "
        "with the tool 'ocr' first, or name places.",
        code="input_not_allowed",
    )


def _still_there() -> ToolFailedError:
    return ToolFailedError("Something could still be found afterwards, so no file is given out.")


def _find(
    run: ToolRun[PdfRedactOptions], pdf: "Pdf", searcher: Searcher, chosen: list[int]
) -> tuple[Found, int]:
    """The boxes by page, in the page's own points, and how often something was found."""
    found: Found = {}
    matches = 0
    with open_for_rendering(run.source, run.options.password) as document:
        for number, index in enumerate(chosen):
            run.progress(0.4 * number / len(chosen), f"searching page {index + 1}")
            boxes, times = find_on_page(document[index], searcher)
            matches += times
            if boxes:
                found[index] = boxes
    for place in run.options.places:
        if place.page > len(pdf.pages):
            raise InvalidInputError(
                f"There is no page {place.page} to remove something from: '{run.source.name}' has "
                f"{len(pdf.pages)} page(s).",
                code="input_not_allowed",
            )
        shown = (place.left, place.top, place.left + place.width, place.top + place.height)
        box = moved_box(shown, shown_to_user(pdf.pages[place.page - 1]))
        found.setdefault(place.page - 1, []).append(box)
    return found, matches


def _find_again(
    run: ToolRun[PdfRedactOptions], path: Path, searcher: Searcher, found: Found, *, everywhere: bool
) -> list[int]:
    """The pages on which PDFium still reads something; raises ToolFailedError for texts off the pages."""
    import pikepdf

    password = run.options.password.get_secret_value() if run.options.password else ""
    with pikepdf.open(path, password=password) as written:
        if everywhere and redact_strings(written, searcher):
            raise _still_there()
    with open_for_rendering(replace(run.source, path=path), run.options.password) as document:
        return [
            index
            for index, boxes in sorted(found.items())
            if find_on_page(document[index], searcher)[0] or letters_within(document[index], boxes)
        ]
