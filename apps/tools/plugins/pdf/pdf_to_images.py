"""The tool `pdf-to-images`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.drawing_pages import draw_pages, draw_tiff
from apps.tools.plugins.pdf.pages import choose_pages
from apps.tools.plugins.pdf.rendering import open_for_rendering
from apps.tools.plugins.pdf.to_images_options import PdfToImagesOptions


class PdfToImages(BaseTool[PdfToImagesOptions]):
    """Draw the pages of a PDF as pictures, in any resolution, or as one TIFF with all pages."""

    name = "pdf-to-images"
    title = "PDF to images"
    category = "document"
    icon = "images"
    aliases = (
        "pdf to image", "pdf to jpg", "pdf to png", "pdf to webp", "pdf to tiff", "pdf to jpeg", "pdf to gif",
        "pdf to bmp", "pdf to avif", "convert pdf to picture",
    )  # fmt: skip
    input_formats = ("pdf",)
    output_formats = ("png", "jpg", "webp", "avif", "tiff", "gif", "bmp")
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=900, wall_seconds=1200, memory_mb=3072, disk_mb=8192)
    examples = (
        Example("A PNG of each page", {"output_format": "png"}),
        Example("The first page as a small JPEG", {"output_format": "jpg", "pages": "1", "dpi": 72}),
        Example("One TIFF for a fax or an archive", {"output_format": "tiff", "dpi": 300, "colours": "grey"}),
    )

    def process(self, run: ToolRun[PdfToImagesOptions]) -> ToolOutput:
        options = run.options
        with open_for_rendering(run.source, options.password) as document:
            chosen = choose_pages(options.pages, len(document))
            if options.output_format == "tiff" and options.multipage:
                return draw_tiff(run, document, chosen)
            return draw_pages(run, document, chosen)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - of any PDF
        colours = ("A GIF holds at most 256 colours; others are approximated.",) if target == "gif" else ()
        return ("Text becomes pixels: it cannot be searched or copied. Links are lost.", *colours)
