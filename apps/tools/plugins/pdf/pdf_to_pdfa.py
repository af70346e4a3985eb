"""`pdf-to-pdfa`: PDFs for the archive."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.archiving import PdfAOptions, PdfAResult, archive
from apps.tools.plugins.pdf.opening import open_pdf


class PdfToPdfA(BaseTool[PdfAOptions]):
    """Turn a PDF into PDF/A-2b for long-term archives, and check the file that was written."""

    name = "pdf-to-pdfa"
    title = "Convert PDF to PDF/A"
    category = "document"
    icon = "archive"
    aliases = ("pdf to pdf/a", "pdfa", "archive pdf", "pdf a converter", "long term pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072)
    result_type = PdfAResult
    examples = (
        Example("Make it fit, with pictures of pages that cannot", {}),
        Example("Refuse what would become a picture", {"unfit_pages": "refuse"}),
    )

    def validate(self, run: ToolRun[PdfAOptions]) -> None:
        open_pdf(run.source, run.options.password).close()

    def process(self, run: ToolRun[PdfAOptions]) -> ToolOutput:
        return archive(run)
