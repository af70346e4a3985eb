"""The tool `pdf-unlock`."""

from apps.tools.base import BaseTool, Example, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.options import PdfOptions
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf


class PdfUnlock(BaseTool[PdfOptions]):
    """Take the password and the restrictions off a PDF that you can open."""

    name = "pdf-unlock"
    title = "Unlock PDF"
    category = "document"
    icon = "unlock"
    aliases = ("unlock pdf", "decrypt pdf", "remove pdf password", "remove pdf restrictions")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    examples = (Example("With its password", {"password": "correct horse"}),)

    def process(self, run: ToolRun[PdfOptions]) -> ToolOutput:
        path = run.output_path("pdf")
        with open_pdf(run.source, run.options.password) as pdf, reading(run.source):
            notes = broken_signatures(pdf)
            if not pdf.is_encrypted:
                notes = (*notes, "The document had no password and no restrictions.")
            elif not pdf.owner_password_matched:
                notes = (
                    *notes,
                    "It was opened without the owner's password: lift restrictions only if you may.",
                )
            claims = save_pdf(pdf, path, encryption=False)
        return run.write(path, format="pdf", claims=claims, notes=notes)
