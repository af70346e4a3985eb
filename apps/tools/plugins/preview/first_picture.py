"""What a file looks like at first sight, as a picture that the image tools can read."""

from dataclasses import replace
from typing import Any

from apps.tools.base import BaseTool, ToolInput, ToolRun
from apps.tools.plugins.document.document_convert import DocumentConvert
from apps.tools.plugins.image.loading import READABLE
from apps.tools.plugins.pdf.pdf_to_images import PdfToImages
from apps.tools.plugins.video.video_thumbnail import VideoThumbnail

_PAGE_INCHES = 8
"""The shorter side of usual paper: drawn at so many dots to the inch, a page has about the wanted size."""
_LEAST_DPI = 36

_Run = ToolRun[Any]
DOCUMENTS = tuple(
    name for name in DocumentConvert.inputs[0].formats if name not in {"csv", "tsv", "ipynb", *READABLE}
)
VIDEOS = VideoThumbnail.input_formats
SOURCES = (*READABLE, "pdf", *VIDEOS, *DOCUMENTS)


def first_picture(run: _Run, *, size: int) -> ToolInput:
    """A picture as it is; the first page, or a telling moment near the beginning, of everything else."""
    format = run.source.format
    if format in DOCUMENTS:
        run = _through(run, DocumentConvert(), output_format="pdf")
    if format in VIDEOS:
        run = _through(run, VideoThumbnail(), output_format="png", width=size)
    elif format not in READABLE:
        dpi = max(_LEAST_DPI, size // _PAGE_INCHES)
        run = _through(run, PdfToImages(), output_format="png", pages="1", dpi=dpi)
    return run.source


def _through(run: _Run, tool: BaseTool[Any], **options: object) -> _Run:
    """The run that goes on with what the tool makes of this one's source."""
    step = replace(run, options=tool.options_type.model_validate(options))
    tool.validate(step)
    made = tool.process(step).files[0]
    name, size = run.source.name, made.path.stat().st_size
    return replace(
        run, inputs=(ToolInput(role="source", path=made.path, name=name, format=made.format, size=size),)
    )
