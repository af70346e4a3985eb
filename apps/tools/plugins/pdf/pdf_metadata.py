"""The tool `pdf-metadata`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.metadata import read_metadata, strip_metadata, write_metadata
from apps.tools.plugins.pdf.metadata_options import PdfMetadataOptions, PdfMetadataResult
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf


class PdfMetadata(BaseTool[PdfMetadataOptions]):
    """Read what a PDF says of itself, change its title, author, subject and keywords, or remove all of it."""

    name = "pdf-metadata"
    title = "PDF metadata"
    category = "document"
    icon = "info-circle"
    aliases = (
        "pdf info", "pdf properties", "edit pdf metadata", "remove pdf metadata", "pdf title", "pdf author",
        "count pdf pages",
    )  # fmt: skip
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=240)
    examples = (
        Example("Read", {}),
        Example("A title and an author", {"action": "write", "title": "Annual report", "author": "Alice"}),
        Example("Before it is published", {"action": "strip"}),
    )
    result_type = PdfMetadataResult

    def process(self, run: ToolRun[PdfMetadataOptions]) -> ToolOutput:
        options = run.options
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            if options.action == "read":
                return ToolOutput(result=read_metadata(pdf))
            path = run.output_path("pdf")
            if options.action == "write":
                write_metadata(pdf, options.changes())
            else:
                strip_metadata(pdf)
            result, notes = read_metadata(pdf), broken_signatures(pdf)
            claims = save_pdf(pdf, path)
        return run.write(path, format="pdf", claims=claims, result=result, notes=notes)
