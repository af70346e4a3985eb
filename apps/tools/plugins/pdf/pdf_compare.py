"""`pdf-compare`: what differs between two PDFs."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.comparison import CompareResult, PdfCompareOptions, compare
from apps.tools.plugins.pdf.opening import open_pdf


class PdfCompare(BaseTool[PdfCompareOptions]):
    """Compare two PDFs page by page: differences of their text, and pictures of what looks different."""

    name = "pdf-compare"
    title = "Compare PDFs"
    category = "document"
    icon = "file-diff"
    aliases = ("compare pdf", "pdf diff", "diff pdf", "find changes in pdf")
    inputs = (Input("source", ("pdf",), title="Before"), Input("revised", ("pdf",), title="After"))
    output_formats = ("diff", "png")
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072, disk_mb=4096)
    result_type = CompareResult
    examples = (
        Example("Text and pictures", {}),
        Example("Only the text", {"pictures": False}),
    )

    def validate(self, run: ToolRun[PdfCompareOptions]) -> None:
        for source in run.inputs:
            open_pdf(source, run.options.password).close()

    def process(self, run: ToolRun[PdfCompareOptions]) -> ToolOutput:
        return compare(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: differences are not a document in another format."""
        return iter(())
