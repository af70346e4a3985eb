"""The tool `pdf-organize`."""

from apps.tools.base import BaseTool, Example, InvalidInputError, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.assembly import start_assembly
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.organize_options import PdfOrganizeOptions
from apps.tools.plugins.pdf.pages import choose_pages
from apps.tools.plugins.pdf.saving import protection_of, save_pdf


class PdfOrganize(BaseTool[PdfOrganizeOptions]):
    """Extract, reorder, duplicate, reverse or delete pages of a PDF by one list of pages."""

    name = "pdf-organize"
    title = "Organize PDF pages"
    category = "document"
    icon = "list-ol"
    aliases = (
        "organize pdf", "extract pdf pages", "delete pdf pages", "remove pdf pages", "reorder pdf pages",
        "rearrange pdf", "reverse pdf", "duplicate pdf pages",
    )  # fmt: skip
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    examples = (
        Example("Only the first three pages", {"pages": "1-3"}),
        Example("Without the cover", {"pages": "1", "action": "remove"}),
        Example("Back to front", {"pages": "last-1"}),
    )

    def process(self, run: ToolRun[PdfOrganizeOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            chosen = choose_pages(options.pages, len(pdf.pages))
            if options.action == "remove":
                chosen = sorted(set(range(len(pdf.pages))).difference(chosen))
            if not chosen:
                raise InvalidInputError(
                    f"Removing '{options.pages}' leaves no page of '{run.source.name}'. Keep at least one.",
                    code="input_not_allowed",
                )
            assembly = start_assembly(like=pdf)
            assembly.add(pdf, chosen)
            encryption = protection_of([pdf], options.password)
            claims = save_pdf(assembly.finish(), path, encryption=encryption)
        return run.write(path, format="pdf", claims=claims, notes=sorted(assembly.lost))
