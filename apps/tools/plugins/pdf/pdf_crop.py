"""`pdf-crop`: pages without their margins, or just a part of them."""

from apps.tools.base import BaseTool, Example, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.crop_options import PdfCropOptions
from apps.tools.plugins.pdf.cropping import CropResult, crop_pages
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.pages import chosen_once
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf

HIDDEN = "What was cut off is hidden, not gone: remove secrets with pdf-redact."


class PdfCrop(BaseTool[PdfCropOptions]):
    """Cut the pages of a PDF: by margins, to a box, or to what is on them."""

    name = "pdf-crop"
    title = "Crop PDF"
    category = "document"
    icon = "crop"
    aliases = ("crop pdf", "trim pdf", "pdf margins", "cut pdf margins", "remove pdf margins")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    result_type = CropResult
    examples = (
        Example("To what is on the pages, with 5 mm around it", {"crop": {"by": "content", "padding": 5}}),
        Example("Two centimetres off each side", {"crop": {"by": "margins", "left": 20, "right": 20}}),
    )

    def process(self, run: ToolRun[PdfCropOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            result = crop_pages(run, pdf, chosen_once(options.pages, len(pdf.pages)))
            notes, claims = (HIDDEN, *broken_signatures(pdf)), save_pdf(pdf, path)
        return run.write(path, format="pdf", claims=claims, result=result, notes=notes)
