"""The tool `pdf-rotate`."""

from typing import Annotated, Literal

from pydantic import Field

from apps.tools.base import BaseTool, Example, Labels, MiB, ToolOutput, ToolRun, Ui
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import PdfPagesOptions
from apps.tools.plugins.pdf.pages import chosen_once
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf

_DEGREES = {"90_cw": 90, "180": 180, "90_ccw": 270, "0": 0}


class PdfRotateOptions(PdfPagesOptions):
    """Which way to turn which pages."""

    rotation: Annotated[
        Literal["90_cw", "180", "90_ccw", "0"],
        Labels(
            {"90_cw": "90° clockwise", "180": "180°", "90_ccw": "90° counter-clockwise", "0": "Not at all"}
        ),
    ] = Field(default="90_cw", description="Which way to turn the pages.")
    relative: Annotated[bool, Ui(group="advanced")] = Field(
        default=True,
        description="Turn from how a page is shown now. Otherwise the turn replaces the one that it has.",
    )


class PdfRotate(BaseTool[PdfRotateOptions]):
    """Turn pages of a PDF by quarters, without touching what is on them."""

    name = "pdf-rotate"
    title = "Rotate PDF"
    category = "document"
    icon = "arrow-clockwise"
    aliases = ("rotate pdf", "turn pdf pages", "pdf landscape to portrait", "fix upside down pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    examples = (
        Example("A scan that lies on its side", {"rotation": "90_cw"}),
        Example("Every other page is upside down", {"rotation": "180", "pages": "even"}),
    )

    def process(self, run: ToolRun[PdfRotateOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            for index in chosen_once(options.pages, len(pdf.pages)):
                pdf.pages[index].rotate(_DEGREES[options.rotation], relative=options.relative)
            notes, claims = broken_signatures(pdf), save_pdf(pdf, path)
        return run.write(path, format="pdf", claims=claims, notes=notes)
