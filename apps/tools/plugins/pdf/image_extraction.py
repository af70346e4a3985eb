"""Finds the pictures that pages use, and writes each in the encoding it has in the document."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel, Field

from apps.tools.base import InvalidInputError, OutputFile, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import PdfPagesOptions
from apps.tools.plugins.pdf.pages import chosen_once

if TYPE_CHECKING:
    from pikepdf import Pdf, PdfImage, Stream

MAX_IMAGES = 2_000
MAX_PIXELS = 100_000_000
"""Of one picture that must be decoded; four bytes each."""
_FORMATS = {".jpg": "jpg", ".png": "png", ".jp2": "jp2", ".tif": "tiff"}


class ExtractImagesOptions(PdfPagesOptions):
    """Which pictures to take."""

    min_width: int = Field(default=16, ge=1, le=10_000, description="Leave out narrower pictures, in pixels.")
    min_height: int = Field(default=16, ge=1, le=10_000, description="Leave out lower pictures, in pixels.")


class ExtractedImage(BaseModel):
    """One picture."""

    file: int = Field(description="Which of the output files it is, from 1.")
    pages: list[int] = Field(description="The pages that use it, from 1.")
    format: str = Field(description="Its format; jpg and jp2 are the very bytes of the document.")
    width: int = Field(description="Width in pixels.")
    height: int = Field(description="Height in pixels.")


class ImagesResult(BaseModel):
    """All pictures, in the order of the pages."""

    images: list[ExtractedImage] = Field(description="The pictures that were taken out.")
    left_out: int = Field(description="How many were smaller than asked for.")


def extract_images(run: ToolRun[ExtractImagesOptions]) -> ToolOutput:
    """Write every picture once; raises InvalidInputError when there is none."""
    from pikepdf.models.image import ImageDecompressionError

    files: list[OutputFile] = []
    described: list[ExtractedImage] = []
    notes: list[str] = []
    with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
        found, left_out = _find(run, pdf)
        for number, (image, pages) in enumerate(found):
            run.progress(number / len(found), f"picture {number + 1} of {len(found)}")
            try:
                files.append(_write(run, image))
            except (NotImplementedError, ValueError, OSError, ImageDecompressionError) as error:
                notes.append(
                    f"A picture on page {pages[0]} is in an encoding that cannot be read: {_short(error)}."
                )
                continue
            width, height = image.width, image.height
            described.append(
                ExtractedImage(
                    file=len(files), pages=pages, format=files[-1].format, width=width, height=height
                )
            )
    if not files:
        raise InvalidInputError(
            f"'{run.source.name}' has no picture of at least {run.options.min_width} x "
            f"{run.options.min_height} pixels that could be taken out. Drawings and text are no pictures: "
            "pdf-to-images makes pictures of whole pages.",
            code="input_not_allowed",
        )
    return ToolOutput(tuple(files), ImagesResult(images=described, left_out=left_out), tuple(notes))


def _find(run: ToolRun[ExtractImagesOptions], pdf: "Pdf") -> "tuple[list[tuple[PdfImage, list[int]]], int]":
    """Each picture once, with the pages it is on; the same picture may be stored twice."""
    from hashlib import blake2b

    found: dict[object, tuple[PdfImage, list[int]]] = {}
    small = set()
    for index in chosen_once(run.options.pages, len(pdf.pages)):
        for image in _images_on(pdf, index):
            key = blake2b(image.obj.read_raw_bytes()).digest()
            if image.width < run.options.min_width or image.height < run.options.min_height:
                small.add(key)
                continue
            pages = found.setdefault(key, (image, []))[1]
            if index + 1 not in pages:
                pages.append(index + 1)
            if len(found) > MAX_IMAGES:
                raise InvalidInputError(
                    f"'{run.source.name}' has more than {MAX_IMAGES:,} pictures. Choose fewer pages, or "
                    "larger pictures only.",
                    code="input_limit",
                )
    return list(found.values()), len(small)


def _images_on(pdf: "Pdf", index: int) -> "Iterator[PdfImage]":
    import pikepdf

    for raw in pdf.pages[index].get_images(recursive=True).values():
        try:
            yield pikepdf.PdfImage(cast("Stream", raw))
        except (TypeError, ValueError, pikepdf.PdfError):
            continue


def _write(run: ToolRun[ExtractImagesOptions], image: "PdfImage") -> OutputFile:
    if image.width * image.height > MAX_PIXELS:
        raise InvalidInputError(
            f"A picture in '{run.source.name}' has {image.width} x {image.height} pixels; at most "
            f"{MAX_PIXELS // 10**6} megapixels are allowed.",
            code="input_limit",
        )
    file = BytesIO()
    format = _FORMATS[image.extract_to(stream=file)]
    path = run.output_path(format)
    path.write_bytes(file.getvalue())
    return OutputFile(path=path, format=format, claims={"width": image.width, "height": image.height})


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:100] if str(error) else type(error).__name__
