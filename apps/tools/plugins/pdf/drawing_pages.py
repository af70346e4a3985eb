"""Draws chosen pages of a PDF into files."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, OutputFile, ToolOutput, ToolRun
from apps.tools.plugins.pdf.raster_files import append_page, longest_side, open_multipage_tiff, write_picture
from apps.tools.plugins.pdf.rendering import render_page
from apps.tools.plugins.pdf.to_images_options import PdfToImagesOptions

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument


def draw_pages(
    run: ToolRun[PdfToImagesOptions], document: "PdfDocument", chosen: Sequence[int]
) -> ToolOutput:
    """A picture of each page, named after its number where there are several."""
    options, stem = run.options, PurePath(run.source.name).stem
    digits = max(3, len(str(len(document))))
    files = []
    for index, picture in zip(chosen, _drawn(run, document, chosen), strict=True):
        path = run.output_path(options.output_format)
        write_picture(picture, path, format=options.output_format, quality=options.quality, dpi=options.dpi)
        claims = {"width": picture.width, "height": picture.height}
        name = f"{stem}-{index + 1:0{digits}d}.{options.output_format}" if len(chosen) > 1 else None
        files.append(OutputFile(path=path, format=options.output_format, name=name, claims=claims))
    return ToolOutput(files=tuple(files))


def draw_tiff(run: ToolRun[PdfToImagesOptions], document: "PdfDocument", chosen: Sequence[int]) -> ToolOutput:
    """One TIFF with the pages in it."""
    path = run.output_path("tiff")
    with open_multipage_tiff(path) as writer:
        for picture in _drawn(run, document, chosen):
            append_page(writer, picture, dpi=run.options.dpi)
    return run.write(path, format="tiff", claims={"frames": len(chosen)})


def _drawn(
    run: ToolRun[PdfToImagesOptions], document: "PdfDocument", chosen: Sequence[int]
) -> "Iterator[Image]":
    options = run.options
    for done, index in enumerate(chosen):
        run.progress(done / len(chosen), f"page {done + 1} of {len(chosen)}")
        picture = render_page(run.source, document, index, dpi=options.dpi, transparent=options.transparent)
        longest = longest_side(options.output_format)
        if longest and max(picture.size) > longest:
            raise InvalidInputError(
                f"Page {index + 1} would be {picture.width} x {picture.height} pixels, but a picture in "
                f"{options.output_format} has at most {longest} on a side. Choose a lower dpi, or png.",
                code="input_limit",
            )
        yield _in_grey(picture) if options.colours == "grey" else picture


def _in_grey(picture: "Image") -> "Image":
    return picture.convert("LA" if picture.mode == "RGBA" else "L")
