"""Turns PDFs into Word documents, by the engine that is there, and says which one that was."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from apps.tools.base import (
    InvalidInputError,
    Labels,
    OutputFile,
    ToolFailedError,
    ToolInput,
    ToolOutput,
    ToolRun,
)
from apps.tools.plugins.pdf.docx_flow import scan_notes, write_flow
from apps.tools.plugins.pdf.docx_layout import Report, layout_is_installed, write_layout
from apps.tools.plugins.pdf.nesting import refuse_avalanche
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import PdfOptions
from apps.tools.plugins.pdf.saving import save_pdf

Engine = Literal["layout", "flow"]


class ToDocxOptions(PdfOptions):
    """Which pages, and whether places or flowing text matter more."""

    start_page: int = Field(
        default=0, description="The first page to convert; the document's first page is 0."
    )
    end_page: int | None = Field(
        default=None,
        description="The last page to convert, which is included; the document's last by default.",
    )
    engine: Annotated[
        Literal["auto", "layout", "flow"],
        Field(
            description="How to rebuild the document; 'auto' keeps the layout where that engine is installed."
        ),
        Labels(
            {
                "auto": "Layout where it is installed, else flowing text",
                "layout": "Layout: tables, columns and places (pdf2docx)",
                "flow": "Flowing text: paragraphs, headings and pictures in reading order",
            }
        ),
    ] = "auto"

    @field_validator("start_page", "end_page")
    @classmethod
    def _not_negative(cls, page: int | None, info: ValidationInfo) -> int | None:
        if page is not None and page < 0:
            raise ValueError(f"{info.field_name} must be non-negative: pages are counted from 0")
        start = info.data.get("start_page")
        if info.field_name == "end_page" and page is not None and start is not None and page < start:
            raise ValueError("end_page must be greater than or equal to start_page")
        return page


class ConvertedDocument(BaseModel):
    """One of the documents."""

    name: str = Field(description="The PDF it was made of.")
    engine: Engine = Field(description="What rebuilt it: layout (pdf2docx) or flow (PDFium and python-docx).")
    pages: int = Field(description="How many pages of it were converted.")


class ToDocxResult(BaseModel):
    """The documents, in the order of the files."""

    documents: list[ConvertedDocument] = Field(description="What became of each file.")


def choose_range(source: ToolInput, options: ToDocxOptions) -> range:
    """The pages to convert, from 0; raises InvalidInputError for pages that are not there."""
    with open_pdf(source, options.password) as pdf:
        total = len(pdf.pages)
    last = total - 1 if options.end_page is None else options.end_page
    if max(last, options.start_page) >= total:
        raise InvalidInputError(
            f"'{source.name}' has {total} page(s), so pages are 0 to {total - 1}: start_page "
            f"{options.start_page} and end_page {last} do not fit. Both count from 0; end_page is included.",
            code="input_not_allowed",
        )
    return range(options.start_page, last + 1)


def convert_to_docx(run: ToolRun[ToDocxOptions]) -> ToolOutput:
    """One document for each file."""
    files, documents, notes = [], [], []
    for number, source in enumerate(run.inputs):
        pages, path = choose_range(source, run.options), run.output_path("docx")

        def report(fraction: float, message: str, *, done: int = number) -> None:
            run.progress((done + fraction) / len(run.inputs), message)

        excerpt = _take_pages(run, source, pages)
        engine, said = _convert(excerpt, path, run.options.engine, report)
        excerpt.unlink()
        notes += [f"'{source.name}': {note}" if len(run.inputs) > 1 else note for note in said]
        files.append(OutputFile(path=path, format="docx", name=f"{Path(source.name).stem}.docx"))
        documents.append(ConvertedDocument(name=source.name, engine=engine, pages=len(pages)))
    return ToolOutput(tuple(files), ToDocxResult(documents=documents), tuple(notes))


def _take_pages(run: ToolRun[ToDocxOptions], source: ToolInput, pages: range) -> Path:
    """A PDF of these pages alone, without a password, for engines that are not to look further."""
    path = run.output_path("pdf")
    with open_pdf(source, run.options.password) as pdf, reading(source):
        del pdf.pages[pages.stop :]
        del pdf.pages[: pages.start]
        refuse_avalanche(source, pdf)
        save_pdf(pdf, path, encryption=False)
    return path


def _convert(excerpt: Path, path: Path, wanted: str, report: Report) -> tuple[Engine, list[str]]:
    """Run the engine asked for, or the best that is here; returns which one that was, and what it says."""
    if wanted == "layout" and not layout_is_installed():
        raise InvalidInputError(
            "The layout engine is not installed on this server. Choose the engine 'flow', or install the "
            "extra 'pdf2docx' of the product.",
            code="input_not_allowed",
        )
    notes = scan_notes(excerpt)
    if wanted == "flow" or not layout_is_installed():
        return "flow", [*notes, *write_flow(excerpt, path, report)]
    try:
        write_layout(excerpt, path, report)
    except ToolFailedError as error:
        if wanted == "layout":
            raise
        return "flow", [*notes, f"{error} The text was rebuilt instead.", *write_flow(excerpt, path, report)]
    return "layout", notes
