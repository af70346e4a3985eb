"""`pdf-nup`: several pages on a sheet, or a booklet to fold."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.imposition import impose
from apps.tools.plugins.pdf.nup_options import PdfNupOptions
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.saving import protection_of, save_pdf


class PdfNup(BaseTool[PdfNupOptions]):
    """Put 2 to 16 pages of a PDF on each sheet of paper, or arrange them as a booklet to fold."""

    name = "pdf-nup"
    title = "Several PDF pages on a sheet"
    category = "document"
    icon = "grid"
    aliases = (
        "n-up",
        "2-up",
        "4-up",
        "pages per sheet",
        "booklet",
        "pdf booklet",
        "impose pdf",
        "pdf handout",
    )
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=300)
    examples = (
        Example("Two pages on a sheet", {"pages_per_sheet": "2"}),
        Example("Six slides with frames", {"pages_per_sheet": "6", "frames": True}),
        Example("A booklet to print on both sides and fold", {"pages_per_sheet": "2", "order": "booklet"}),
    )

    def process(self, run: ToolRun[PdfNupOptions]) -> ToolOutput:
        import pikepdf

        path = run.output_path("pdf")
        with open_pdf(run.source, run.options.password) as pdf, pikepdf.new() as sheets, reading(run.source):
            notes = impose(run, pdf, sheets)
            encryption = protection_of([pdf], run.options.password)
            claims = save_pdf(sheets, path, encryption=encryption)
        return run.write(path, format="pdf", claims=claims, notes=notes)
