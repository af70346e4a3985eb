"""`pdf-fill-form`: what fields a form has, and values for them."""

from pydantic import Field

from apps.tools.base import BaseTool, Example, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.flattening import flatten
from apps.tools.plugins.pdf.form_fields import FormResult, list_fields
from apps.tools.plugins.pdf.form_filling import Value, fill
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import PdfOptions
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf


class PdfFillFormOptions(PdfOptions):
    """Values by the names of fields; without any, the fields are only listed."""

    values: dict[str, Value] = Field(
        default_factory=dict,
        max_length=2_000,
        description="Values by field name: text, true or false for a box, an option of a choice.",
    )
    flatten: bool = Field(
        default=False, description="Make the filled form a part of the pages, not to be changed."
    )


class PdfFillForm(BaseTool[PdfFillFormOptions]):
    """List the fields of a PDF form, or fill them in: text, check boxes, radio buttons and choices."""

    name = "pdf-fill-form"
    title = "Fill in a PDF form"
    category = "document"
    icon = "ui-checks"
    aliases = ("fill pdf form", "pdf form fields", "acroform", "list pdf fields", "fill in pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 100 * MiB
    result_type = FormResult
    examples = (
        Example("What fields are there", {}),
        Example("Fill in some", {"values": {"name": "Ada Lovelace", "agree": True}, "flatten": True}),
    )

    def process(self, run: ToolRun[PdfFillFormOptions]) -> ToolOutput:
        options = run.options
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            if not options.values and not options.flatten:
                return ToolOutput(result=FormResult(fields=list_fields(run.source, pdf)))
            path, notes = run.output_path("pdf"), [*broken_signatures(pdf)]
            notes += fill(run.source, pdf, options.values)
            result = FormResult(fields=list_fields(run.source, pdf))
            if options.flatten:
                flatten(pdf, forms=True, comments=False)
            return run.write(path, format="pdf", claims=save_pdf(pdf, path), result=result, notes=notes)
