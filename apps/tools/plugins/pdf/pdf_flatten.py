"""`pdf-flatten`: what is filled in and noted becomes a part of the page."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from apps.tools.base import BaseTool, Example, Labels, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.flattening import flatten
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import PdfOptions
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf


class PdfFlattenOptions(PdfOptions):
    """What to make a part of the pages."""

    content: Annotated[
        Literal["all", "forms", "comments"],
        Labels({"all": "Forms and comments", "forms": "Forms", "comments": "Comments, stamps and drawings"}),
    ] = Field(default="all", description="What becomes a part of the pages; links stay links.")


class FlattenResult(BaseModel):
    """What was flattened."""

    fields: int = Field(description="Form fields that became a part of their pages.")
    comments: int = Field(description="Comments, stamps and drawings that did.")


class PdfFlatten(BaseTool[PdfFlattenOptions]):
    """Make form fields and comments of a PDF a part of its pages, so that nobody can change them."""

    name = "pdf-flatten"
    title = "Flatten PDF"
    category = "document"
    icon = "layers"
    aliases = ("flatten pdf", "flatten pdf form", "flatten annotations", "make pdf not editable")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    result_type = FlattenResult
    examples = (
        Example("Forms and comments", {}),
        Example("Only what was filled in", {"content": "forms"}),
    )

    def process(self, run: ToolRun[PdfFlattenOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            notes = broken_signatures(pdf)
            fields, comments = flatten(
                pdf, forms=options.content != "comments", comments=options.content != "forms"
            )
            claims = save_pdf(pdf, path)
        if not fields + comments:
            notes = (*notes, "There was nothing to flatten: the document has no such fields or comments.")
        result = FlattenResult(fields=fields, comments=comments)
        return run.write(path, format="pdf", claims=claims, result=result, notes=notes)
