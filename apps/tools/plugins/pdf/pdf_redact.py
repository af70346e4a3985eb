"""`pdf-redact`: words and places taken out of a PDF for good."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.redact_options import PdfRedactOptions
from apps.tools.plugins.pdf.redaction import RedactResult, redact
from apps.tools.plugins.pdf.redaction_search import compile_search


class PdfRedact(BaseTool[PdfRedactOptions]):
    """Remove words, patterns and places from a PDF for good, and check in the file that they are gone."""

    name = "pdf-redact"
    title = "Redact PDF"
    category = "document"
    icon = "eraser"
    aliases = ("redact pdf", "black out pdf", "censor pdf", "remove text from pdf", "anonymise pdf")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=600, wall_seconds=900, memory_mb=3072)
    result_type = RedactResult
    examples = (
        Example("A name wherever it stands", {"texts": ["Ada Lovelace"]}),
        Example("Addresses and accounts", {"kinds": ["email", "iban"]}),
        Example("A stamp", {"places": [{"page": 1, "left": 400, "top": 40, "width": 150, "height": 80}]}),
    )

    def validate(self, run: ToolRun[PdfRedactOptions]) -> None:
        compile_search(run.options)

    def process(self, run: ToolRun[PdfRedactOptions]) -> ToolOutput:
        return redact(run)
