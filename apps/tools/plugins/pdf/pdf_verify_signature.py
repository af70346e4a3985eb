"""`pdf-verify-signature`: who signed a PDF, and whether it is still what was signed."""

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf
from apps.tools.plugins.pdf.options import PdfOptions
from apps.tools.plugins.pdf.signature_checks import SignaturesResult, verify


class PdfVerifySignature(BaseTool[PdfOptions]):
    """Tell who signed a PDF, whether it was changed since, and whether roots vouch for the signer."""

    name = "pdf-verify-signature"
    title = "Verify PDF signatures"
    category = "document"
    icon = "patch-check"
    aliases = ("verify pdf signature", "check pdf signature", "validate pdf signature", "who signed pdf")
    inputs = (
        Input("source", ("pdf",), title="Signed PDF"),
        Input("roots", ("*",), title="Trusted root certificates (PEM, DER)", min=0, max=20),
    )
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=60, wall_seconds=120)
    result_type = SignaturesResult
    examples = (Example("Every signature", {}),)

    def validate(self, run: ToolRun[PdfOptions]) -> None:
        open_pdf(run.source, run.options.password).close()

    def process(self, run: ToolRun[PdfOptions]) -> ToolOutput:
        return verify(run)
