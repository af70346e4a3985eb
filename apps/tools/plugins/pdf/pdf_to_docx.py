"""`pdf-to-docx`: PDFs as Word documents that can be edited."""

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.to_docx import ToDocxOptions, ToDocxResult, choose_range, convert_to_docx


class PdfToDocx(BaseTool[ToDocxOptions]):
    """Turn PDFs, or a range of their pages, into Word documents with text, headings and pictures."""

    name = "pdf-to-docx"
    title = "Convert PDF to Word"
    category = "document"
    icon = "file-earmark-word"
    aliases = ("pdf-docx-converter", "pdf to word", "pdf to docx", "pdf to doc", "edit pdf in word")
    inputs = (Input("source", ("pdf",), title="PDFs", max=50),)
    output_formats = ("docx",)
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=1200, wall_seconds=1200, memory_mb=3072, processes=64)
    result_type = ToDocxResult
    examples = (
        Example("The whole document", {}),
        Example("Its first three pages", {"start_page": 0, "end_page": 2}),
        Example("Text that flows, rather than every line in its place", {"engine": "flow"}),
    )

    def validate(self, run: ToolRun[ToDocxOptions]) -> None:
        for source in run.inputs:
            choose_range(source, run.options)

    def process(self, run: ToolRun[ToDocxOptions]) -> ToolOutput:
        return convert_to_docx(run)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - there is one pair
        return (
            "A PDF knows no paragraphs, headings or lists: they are guessed from where the letters stand.",
            "Scanned pages become pictures; read them with ocr first.",
        )
