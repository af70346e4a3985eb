"""`pdf-sign`: a digital signature by a certificate."""

from apps.tools.base import BaseTool, Example, Input, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf
from apps.tools.plugins.pdf.sign_options import PdfSignOptions
from apps.tools.plugins.pdf.signing import SignResult, load_signer, sign


class PdfSign(BaseTool[PdfSignOptions]):
    """Sign a PDF with a certificate (PKCS #12), visibly or not, without touching what was signed before."""

    name = "pdf-sign"
    title = "Sign PDF"
    category = "document"
    icon = "pen"
    aliases = ("sign pdf", "digital signature", "pdf digital signature", "certify pdf", "pades")
    inputs = (
        Input("source", ("pdf",), title="PDF"),
        Input("certificate", ("*",), title="Certificate with its key (.p12, .pfx)"),
    )
    output_formats = ("pdf",)
    max_file_size = 100 * MiB
    limits = Limits(cpu_seconds=60, wall_seconds=120)
    result_type = SignResult
    examples = (
        Example("An invisible signature", {"reason": "I approve this document"}),
        Example("A visible one on the last page", {"visible": True, "page": "last"}),
    )

    def validate(self, run: ToolRun[PdfSignOptions]) -> None:
        open_pdf(run.source, run.options.password).close()
        load_signer(run.inputs[1], run.options.certificate_password)

    def process(self, run: ToolRun[PdfSignOptions]) -> ToolOutput:
        return sign(run)
