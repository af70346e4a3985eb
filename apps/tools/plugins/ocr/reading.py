"""Reads page after page: cleaned, turned upright, and the words brought back to where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, Field

from apps.tools.base import ToolRun
from apps.tools.plugins.ocr import cleaning
from apps.tools.plugins.ocr.languages import separator_of
from apps.tools.plugins.ocr.ocr_options import FINDS_ORIENTATION, OcrOptions
from apps.tools.plugins.ocr.recognition import (
    Engine,
    Line,
    Orientation,
    ReadPage,
    describe_line,
    moved,
    page_text,
)
from apps.tools.plugins.ocr.scans import Scan, scan


class OcrResult(BaseModel):
    """What was read, and by what."""

    engine: str = Field(description="What read the pages: tesseract or rapidocr.")
    language: str = Field(description="The language they were read in.")
    pages: int = Field(description="Pages read.")
    words: int = Field(description="Words found on them.")
    confidence: float | None = Field(
        description="Mean confidence of the words, from 0 to 1, if there are any."
    )
    text: str = Field(description="The text, or its beginning where it is long.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page: what is said of it, and its lines in its own pixels."""

    scan: Scan
    page: ReadPage
    lines: tuple[Line, ...]


def read_scans(run: ToolRun[OcrOptions], engine: Engine, indexes: list[int]) -> Iterator[Reading]:
    """Read the pages one by one, and tell how far it is."""
    for number, page in enumerate(scan(run, indexes)):
        run.progress(number / len(indexes), f"page {number + 1} of {len(indexes)}")
        kept = page.has_text and run.options.output_format == "pdf"
        yield _describe(page, (), run.options) if kept else _read(page, engine, run.options)


def _read(page: Scan, engine: Engine, options: OcrOptions) -> Reading:
    cleaned = cleaning.clean(page.pixels) if options.preprocess else cleaning.untouched(page.pixels)
    lying = Orientation()
    if options.preprocess or options.mode in FINDS_ORIENTATION:
        lying = engine.orientation(cleaned.pixels)
        cleaned = cleaning.turn(cleaned, lying.degrees)
    found = [] if options.mode == "orientation" else engine.read(cleaned.pixels)
    lines = tuple(moved(line, cleaned.to_page) for line in found)
    return _describe(page, lines, options, lying=lying, skew=cleaned.skew)


def _describe(
    page: Scan,
    lines: tuple[Line, ...],
    options: OcrOptions,
    *,
    lying: Orientation = Orientation(),  # noqa: B008 - it is frozen
    skew: float = 0.0,
) -> Reading:
    separator = separator_of(options.language)
    height, width = page.pixels.shape[:2]
    described = ReadPage(
        page=page.index + 1,
        width=width,
        height=height,
        rotation=lying.degrees,
        skew=round(skew, 2),
        script=lying.script,
        text=page_text(lines, separator=separator),
        lines=[describe_line(line, separator=separator) for line in lines],
    )
    return Reading(page, described, lines)
