"""The tool `pdf-sanitize`."""

from pathlib import Path

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolFailedError, ToolOutput, ToolRun
from apps.tools.plugins.pdf.active_content import KINDS, find_active_content, remove_active_content
from apps.tools.plugins.pdf.metadata import strip_metadata
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.sanitize_options import PdfSanitizeOptions, PdfSanitizeResult
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf


class PdfSanitize(BaseTool[PdfSanitizeOptions]):
    """Remove scripts, actions that start by themselves, files and media from a PDF, and count them."""

    name = "pdf-sanitize"
    title = "Sanitize PDF"
    category = "document"
    icon = "shield-check"
    aliases = (
        "sanitize pdf",
        "clean pdf",
        "remove javascript from pdf",
        "disarm pdf",
        "pdf attachments",
    )
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=240)
    examples = (
        Example("A document from a stranger", {}),
        Example("For publication", {"remove_links": True, "remove_metadata": True}),
    )
    result_type = PdfSanitizeResult

    def process(self, run: ToolRun[PdfSanitizeOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            notes = broken_signatures(pdf)
            removed = remove_active_content(pdf, options.kinds())
            if options.remove_metadata:
                strip_metadata(pdf)
            claims = save_pdf(pdf, path)
        self._refuse_remains(path, run)
        counts = {kind: removed[kind] for kind in KINDS}
        result = PdfSanitizeResult(**counts, metadata=options.remove_metadata)
        if not removed:
            notes = (*notes, "There was nothing to remove.")
        return run.write(path, format="pdf", claims=claims, result=result, notes=notes)

    def _refuse_remains(self, path: Path, run: ToolRun[PdfSanitizeOptions]) -> None:
        """Look once more, at what was written."""
        import pikepdf

        password = run.options.password.get_secret_value() if run.options.password else ""
        with pikepdf.open(path, password=password) as written:
            if left := find_active_content(written, run.options.kinds()):
                raise ToolFailedError(f"The document still has {', '.join(left)}, that could not be removed.")
