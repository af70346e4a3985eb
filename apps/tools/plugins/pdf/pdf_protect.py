"""The tool `pdf-protect`."""

from apps.tools.base import BaseTool, Example, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.protect_options import PdfProtectOptions
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf


class PdfProtect(BaseTool[PdfProtectOptions]):
    """Encrypt a PDF with AES-256: a password to open it, another for its owner, and what others may do."""

    name = "pdf-protect"
    title = "Protect PDF"
    category = "document"
    icon = "lock"
    aliases = ("protect pdf", "encrypt pdf", "password protect pdf", "lock pdf", "pdf permissions")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    examples = (
        Example("A password to open it", {"user_password": "correct horse"}),
        Example(
            "Anyone may read it, nobody print or copy",
            {"owner_password": "battery staple", "printing": "none", "allow_copying": False},
        ),
    )

    def process(self, run: ToolRun[PdfProtectOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            notes = broken_signatures(pdf)
            if pdf.is_encrypted:
                notes = (*notes, "The passwords and permissions that the document had were replaced.")
            claims = save_pdf(pdf, path, encryption=options.encryption())
        return run.write(path, format="pdf", claims=claims, notes=notes)
