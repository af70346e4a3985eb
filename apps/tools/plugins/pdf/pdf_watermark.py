"""The tool `pdf-watermark`."""

from apps.tools.base import BaseTool, Example, Input, InvalidInputError, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.pages import chosen_once
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf
from apps.tools.plugins.pdf.stamping import stamp
from apps.tools.plugins.pdf.watermark import make_watermark, places_for
from apps.tools.plugins.pdf.watermark_options import PdfWatermarkOptions


class PdfWatermark(BaseTool[PdfWatermarkOptions]):
    """Stamp a text or a picture onto pages of a PDF, upright however the pages are turned."""

    name = "pdf-watermark"
    title = "Watermark PDF"
    category = "document"
    icon = "droplet"
    aliases = ("watermark pdf", "stamp pdf", "add logo to pdf", "add text to pdf", "draft stamp")
    inputs = (
        Input("source", ("pdf",), title="PDF"),
        Input("picture", ("png", "jpg", "webp"), title="Picture to stamp", min=0),
    )
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=240, memory_mb=2048)
    examples = (
        Example("CONFIDENTIAL across each page", {"text": "CONFIDENTIAL", "rotation": 45}),
        Example("DRAFT all over", {"text": "DRAFT", "position": "tiled", "size": 20, "rotation": 30}),
        Example(
            "Approved, small, on the last page",
            {"text": "Approved", "pages": "last", "position": "top_right", "size": 20, "opacity": 100},
        ),
    )

    def validate(self, run: ToolRun[PdfWatermarkOptions]) -> None:
        pictures = len(run.inputs) - 1
        if pictures + (run.options.text is not None) != 1:
            raise InvalidInputError(
                "Give either the option 'text' or a picture, and not both: one of them is the stamp.",
                code="input_not_allowed",
            )

    def process(self, run: ToolRun[PdfWatermarkOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            drawing = make_watermark(pdf, run)
            chosen = chosen_once(options.pages, len(pdf.pages))
            for done, index in enumerate(chosen, start=1):
                page = pdf.pages[index]
                matrices = places_for(page, drawing, options)
                under = options.layer == "under"
                stamp(pdf, page, drawing, matrices, opacity=options.opacity / 100, under=under)
                run.progress(done / len(chosen), f"page {done} of {len(chosen)}")
            notes, claims = broken_signatures(pdf), save_pdf(pdf, path)
        return run.write(path, format="pdf", claims=claims, notes=notes)
