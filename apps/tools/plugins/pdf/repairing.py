"""Saves what can be saved of a damaged PDF."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, SecretStr

from apps.tools.base import InvalidInputError, ToolInput, ToolRun
from apps.tools.plugins.pdf.opening import is_cut_off, refuse_page_count, unlock
from apps.tools.plugins.pdf.options import PdfOptions

if TYPE_CHECKING:
    from pikepdf import Pdf

_MAX_PROBLEMS = 100
_ENDING = 1_024
"""Within so many bytes of the end readers look for it."""
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7}) (\d{1,5}) obj\b")
_PAGE = re.compile(rb"\s*<<(?:(?!endobj|stream)[\s\S]){0,4096}?/Type\s*/Page(?![A-Za-z])")
"""The beginning of an object that is a page."""


class PdfRepairResult(BaseModel):
    """What was wrong, and what was saved."""

    damaged: bool = Field(description="Whether anything was wrong.")
    problems: list[str] = Field(description="What was wrong, in the words of the engine; the first 100.")
    pages: int = Field(description="How many pages the result has.")
    pages_without_content: int = Field(description="How many of them are empty.")
    page_tree_rebuilt: bool = Field(
        description="Whether the list of pages was lost, and made of those found."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """A document that can be written, and how it was won."""

    pdf: "Pdf"
    rebuilt: bool
    problems: tuple[str, ...]


def with_an_end(run: ToolRun[PdfOptions]) -> ToolInput:
    """The file, or a copy of it with the mark for its end: without that qpdf drops the last object."""
    with run.source.path.open("rb") as file:
        file.seek(max(run.source.path.stat().st_size - _ENDING, 0))
        if b"%%EOF" in file.read():
            return run.source
    copy = run.workspace / "with-an-end.pdf"
    shutil.copyfile(run.source.path, copy)
    with copy.open("ab") as file:
        file.write(b"\n%%EOF\n")
    return replace(run.source, path=copy)


def salvage(source: ToolInput, password: SecretStr | None) -> Salvage:
    """Open a document however damaged; raises InvalidInputError when no page of it can be found."""
    import pikepdf

    try:
        pdf = unlock(source, password)
        if pdf.pages:
            refuse_page_count(source, len(pdf.pages))
            # qpdf writes the true number in its place, but no number where there was none.
            pdf.trailer.Size = len(pdf.objects) + 1
            return Salvage(pdf=pdf, rebuilt=False, problems=())
        problem = "the list of pages is empty"
    except pikepdf.PdfError as error:
        problem = str(error)
    except InvalidInputError as error:
        if error.code != "input_corrupt":
            raise
        problem = str(error.__cause__ or error)
    try:
        return Salvage(pdf=_open_with_new_ending(source), rebuilt=True, problems=(problem,))
    except pikepdf.PdfError as error:
        raise beyond_repair(source) from error


def beyond_repair(source: ToolInput) -> InvalidInputError:
    """What to say when nothing of a document is left to be saved."""
    return InvalidInputError(
        f"Nothing of '{source.name}' can be saved: too much of it is missing. Upload it again, or look for "
        "another copy."
    )


def _open_with_new_ending(source: ToolInput) -> "Pdf":
    """Open a file whose end is missing with a new end, which names the pages whose objects are there."""
    import pikepdf

    data = source.path.read_bytes()
    pages = [match for match in _OBJECT.finditer(data) if _PAGE.match(data, match.end())]
    if not pages:
        raise beyond_repair(source)
    refuse_page_count(source, len(pages))
    # qpdf takes no numbers that are far beyond those in the file.
    root = max(int(match[1]) for match in _OBJECT.finditer(data)) + 1
    kids = b" ".join(b"%s %s R" % match.groups() for match in pages)
    ending = b"\n%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (root, root + 1)
    ending += b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (root + 1, len(pages), kids)
    ending += b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (root, root + 2)
    return pikepdf.open(BytesIO(data + ending))


def problems_in(found: Salvage) -> list[str]:
    """What is wrong, without the path of the file that the engine begins its sentences with."""
    told = [*found.problems, *map(str, found.pdf.get_warnings()), *found.pdf.check_pdf_syntax()]
    told += map(str, found.pdf.get_warnings())
    return list(dict.fromkeys(map(_without_path, told)))[:_MAX_PROBLEMS]


def empty_pages(source: ToolInput, found: Salvage, problems: Sequence[str]) -> int:
    """How many pages are empty; raises InvalidInputError when parts are missing and that is all of them."""
    empty = sum("/Contents" not in page.obj for page in found.pdf.pages)
    if empty == len(found.pdf.pages) and (found.rebuilt or is_cut_off(problems)):
        raise beyond_repair(source)
    return empty


def _without_path(text: str) -> str:
    return re.sub(r"^(WARNING: )?(/\S*\.pdf|stream <[^>]*>)[:,]?\s*", "", text).strip()
