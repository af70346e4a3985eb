"""Makes the file that was asked for of what was read, and the result beside it."""

from collections.abc import Iterator
from contextlib import ExitStack

from pydantic import BaseModel, Field

from apps.tools.base import ToolOutput, ToolRun
from apps.tools.plugins.ocr.ocr_options import OcrOptions
from apps.tools.plugins.ocr.reading import OcrResult, Reading
from apps.tools.plugins.ocr.recognition import Engine, ReadPage
from apps.tools.plugins.ocr.searchable import SearchablePdf

MAX_EXCERPT = 20_000
_MAX_NOTES = 20


class ReadDocument(BaseModel):
    """The JSON file."""

    engine: str = Field(description="What read the pages: tesseract or rapidocr.")
    language: str = Field(description="The language they were read in.")
    pages: list[ReadPage] = Field(description="What was read, page by page.")


def write_readings(run: ToolRun[OcrOptions], engine: Engine, readings: Iterator[Reading]) -> ToolOutput:
    """Take the pages as they are read, and write them as text, JSON or PDF."""
    options, read = run.options, []
    with ExitStack() as stack:
        pdf = stack.enter_context(SearchablePdf(run)) if options.output_format == "pdf" else None
        for reading in readings:
            read.append(reading)
            if pdf:
                pdf.add(reading)
        result, notes = _summarise(read, engine=engine, options=options), _notes(read, run)
        if pdf:
            path = run.output_path("pdf")
            return run.write(path, format="pdf", claims=pdf.save(path), result=result, notes=notes)
    if options.output_format == "txt":
        return run.write(_whole_text(read, options), format="txt", result=result, notes=notes)
    document = ReadDocument(
        engine=engine.name, language=options.language, pages=[reading.page for reading in read]
    )
    return run.write(document.model_dump_json(indent=1), format="json", result=result, notes=notes)


def _summarise(readings: list[Reading], *, engine: Engine, options: OcrOptions) -> OcrResult:
    confidences = [word.confidence for reading in readings for line in reading.lines for word in line.words]
    return OcrResult(
        engine=engine.name,
        language=options.language,
        pages=len(readings),
        words=len(confidences),
        confidence=round(sum(confidences) / len(confidences), 3) if confidences else None,
        text=_whole_text(readings, options)[:MAX_EXCERPT],
    )


def _whole_text(readings: list[Reading], options: OcrOptions) -> str:
    """The text of all pages, a form feed between them, as Tesseract parts them."""
    if options.mode == "orientation":
        return "".join(
            f"Page {reading.page.page}: turn by {reading.page.rotation} degrees clockwise, "
            f"script {reading.page.script or 'unknown'}\n"
            for reading in readings
        )
    return "\n\f".join(reading.page.text for reading in readings) + "\n"


def _notes(readings: list[Reading], run: ToolRun[OcrOptions]) -> list[str]:
    """What the owner should know: what was turned, what was not found or not read."""
    notes = []
    if run.source.format in {"gif", "webp"}:
        notes.append("Of a picture that moves, only the first frame is read.")
    for reading in readings:
        page = reading.page
        if page.rotation:
            notes.append(f"Page {page.page} was turned by {page.rotation} degrees to be read.")
        if reading.scan.has_text and run.options.output_format == "pdf":
            notes.append(f"Page {page.page} has text already; it was kept as it is.")
        elif not reading.lines and run.options.mode != "orientation":
            notes.append(f"No text was found on page {page.page}.")
    return notes[:_MAX_NOTES]
