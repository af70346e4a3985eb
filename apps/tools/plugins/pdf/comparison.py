"""Compares two documents page by page, by their text and by how they look."""

from difflib import unified_diff
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, OutputFile, ToolInput, ToolOutput, ToolRun, Ui
from apps.tools.plugins.pdf.options import Dpi, PdfOptions
from apps.tools.plugins.pdf.rendering import open_for_rendering, render_page

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

MAX_PAGES = 500
_TONES = 40
"""Of 255: smaller differences are smoothing and compression."""
_GONE, _NEW = (220, 30, 30), (20, 140, 40)
_FADED = 0.35


class PdfCompareOptions(PdfOptions):
    """What to compare, and how finely."""

    pictures: bool = Field(default=True, description="Also compare how pages look, and mark what differs.")
    dpi: Annotated[Dpi, Ui(visible_if={"pictures": ["true"]})] = Field(
        default=100, description="How finely pages are drawn to be compared."
    )


class ComparedPage(BaseModel):
    """A page that differs."""

    page: int = Field(description="Its number, from 1.")
    only_in: str | None = Field(
        description="The document that has it, where only one does: source or revised."
    )
    lines_removed: int = Field(description="Lines of text that only the first document has there.")
    lines_added: int = Field(description="Lines of text that only the second has there.")
    looks_different: float | None = Field(
        description="The part of the page that looks different, from 0 to 1, where pictures are compared."
    )


class CompareResult(BaseModel):
    """Whether and where the documents differ."""

    identical: bool = Field(description="Whether nothing differs of what was compared.")
    source_pages: int = Field(description="Pages of the first document.")
    revised_pages: int = Field(description="Pages of the second document.")
    pages: list[ComparedPage] = Field(description="The pages that differ.")


def compare(run: ToolRun[PdfCompareOptions]) -> ToolOutput:
    """Differences as one unified diff, and a picture of each page that looks different."""
    options, (before, after) = run.options, run.inputs
    pages, lines, files = [], list[str](), []
    with (
        open_for_rendering(before, options.password) as old,
        open_for_rendering(after, options.password) as new,
    ):
        total = max(len(old), len(new))
        if total > MAX_PAGES:
            raise InvalidInputError(
                f"At most {MAX_PAGES} pages are compared, and there are {total}. Split the documents first.",
                code="input_limit",
            )
        for index in range(total):
            run.progress(index / total, f"page {index + 1} of {total}")
            changes = list(
                _changes(_text(old, index), _text(new, index), page=index + 1, names=(before, after))
            )
            picture = _draw_difference(run, (old, new), index) if options.pictures else None
            lines += changes
            if picture and picture[1]:
                path = run.output_path("png")
                picture[0].save(path)
                size = {"width": picture[0].width, "height": picture[0].height}
                files.append(
                    OutputFile(path=path, format="png", name=f"page-{index + 1:04d}.png", claims=size)
                )
            missing = "source" if index >= len(new) else "revised" if index >= len(old) else None
            if changes or missing or (picture and picture[1]):
                pages.append(_describe(index, changes, missing, picture[1] if picture else None))
        result = CompareResult(
            identical=not pages, source_pages=len(old), revised_pages=len(new), pages=pages
        )
    if lines:
        path = run.output_path("diff")
        path.write_text("\n".join(lines) + "\n", "utf-8")
        files.insert(0, OutputFile(path=path, format="diff", name="differences.diff"))
    return ToolOutput(tuple(files), result)


def _describe(index: int, changes: list[str], missing: str | None, share: float | None) -> ComparedPage:
    return ComparedPage(
        page=index + 1,
        only_in=missing,
        lines_removed=sum(line.startswith("-") for line in changes[2:]),
        lines_added=sum(line.startswith("+") for line in changes[2:]),
        looks_different=share,
    )


def _text(document: "PdfDocument", index: int) -> list[str]:
    if index >= len(document):
        return []
    text: str = document[index].get_textpage().get_text_range(errors="replace")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


def _changes(old: list[str], new: list[str], *, page: int, names: tuple[ToolInput, ToolInput]) -> list[str]:
    before, after = (f"{source.name} page {page}" for source in names)
    return list(unified_diff(old, new, before, after, lineterm="", n=1))


def _draw_difference(
    run: ToolRun[PdfCompareOptions], documents: "tuple[PdfDocument, PdfDocument]", index: int
) -> "tuple[Image, float]":
    """The page in pale grey with what is gone in red and what is new in green, and the part that differs."""
    import numpy as np
    from PIL import Image

    drawn = [
        render_page(source, document, index, dpi=run.options.dpi) if index < len(document) else None
        for source, document in zip(run.inputs, documents, strict=True)
    ]
    size = (max(page.width for page in drawn if page), max(page.height for page in drawn if page))
    old, new = (np.asarray(_on_paper(page, size), np.int16) for page in drawn)
    differs = np.abs(old - new).max(axis=2) > _TONES
    darker_before = old.sum(axis=2) < new.sum(axis=2)
    tones = 255 - ((255 - (old.mean(axis=2) + new.mean(axis=2)) / 2) * _FADED)
    picture = np.repeat(tones[:, :, None], 3, axis=2).astype(np.uint8)
    picture[differs & darker_before] = _GONE
    picture[differs & ~darker_before] = _NEW
    return Image.fromarray(picture), round(float(differs.mean()), 6)


def _on_paper(page: "Image | None", size: tuple[int, int]) -> "Image":
    """A page on white paper of this size; blank where there is no such page."""
    from PIL import Image

    paper = Image.new("RGB", size, "white")
    if page:
        paper.paste(page.convert("RGB"))
    return paper
