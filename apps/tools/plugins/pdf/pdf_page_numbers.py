"""The tool `pdf-page-numbers`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.lettering import set_texts
from apps.tools.plugins.pdf.numbering import PdfPageNumbersOptions, number_pages
from apps.tools.plugins.pdf.opening import open_pdf, reading
from apps.tools.plugins.pdf.saving import broken_signatures, save_pdf
from apps.tools.plugins.pdf.stamping import Spot, centre_of, drawing_of, matrix_for, stamp


class PdfPageNumbers(BaseTool[PdfPageNumbersOptions]):
    """Write page numbers onto the pages of a PDF, in a text of your own."""

    name = "pdf-page-numbers"
    title = "Number PDF pages"
    category = "document"
    icon = "123"
    aliases = ("add page numbers to pdf", "number pdf pages", "page numbers", "bates numbering")
    input_formats = ("pdf",)
    output_formats = ("pdf",)
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=120, wall_seconds=240)
    examples = (
        Example("1, 2, 3 … at the bottom", {}),
        Example("2 / 10, but not on the cover", {"format": "{n} / {total}", "skip_first": 1, "start": 2}),
        Example("Case file numbers", {"format": "CASE-{n}", "digits": 6, "position": "bottom_right"}),
    )

    def process(self, run: ToolRun[PdfPageNumbersOptions]) -> ToolOutput:
        options, path = run.options, run.output_path("pdf")
        with open_pdf(run.source, options.password) as pdf, reading(run.source):
            texts = number_pages(options, len(pdf.pages))
            drawn = set_texts(
                list(texts.values()), size=options.font_size, colour=options.colour, face=options.font
            )
            spot = Spot(position=options.position, margin=options.margin)
            for done, (index, text) in enumerate(zip(texts, drawn.pages, strict=True), start=1):
                page, drawing = pdf.pages[index], drawing_of(pdf, text)
                matrix = matrix_for(page, drawing, spot, centre_of(page, drawing, spot))
                stamp(pdf, page, drawing, [matrix], opacity=1, under=False)
                run.progress(done / len(texts), f"page {done} of {len(texts)}")
            notes, claims = broken_signatures(pdf), save_pdf(pdf, path)
        return run.write(path, format="pdf", claims=claims, notes=notes)
