"""The tool `pdf-to-text`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.text_writing import write_text
from apps.tools.plugins.pdf.to_text_options import PdfToTextOptions


class PdfToText(BaseTool[PdfToTextOptions]):
    """Take the text out of a PDF, as it reads or as it stands on the page, or with a box for each word."""

    name = "pdf-to-text"
    title = "PDF to text"
    category = "document"
    icon = "file-text"
    aliases = ("pdf to txt", "extract text from pdf", "pdf to json", "pdftotext", "copy text from pdf")
    input_formats = ("pdf",)
    output_formats = ("txt", "json")
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=600, memory_mb=2048)
    examples = (
        Example("All text", {}),
        Example("An invoice, with its columns side by side", {"layout": True}),
        Example("Words with boxes", {"output_format": "json", "pages": "1-3"}),
    )

    def process(self, run: ToolRun[PdfToTextOptions]) -> ToolOutput:
        path = run.output_path(run.options.output_format)
        found = write_text(run, path)
        notes = (
            () if found else ("There is no text in these pages. If they are scans, the tool ocr reads them.",)
        )
        return run.write(path, format=run.options.output_format, notes=notes)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - of any PDF
        return ("Pictures and fonts are left out.",)
