"""`pdf-extract-images`: the pictures within a PDF, as they are."""

from collections.abc import Iterator

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.pdf.image_extraction import ExtractImagesOptions, ImagesResult, extract_images


class PdfExtractImages(BaseTool[ExtractImagesOptions]):
    """Take the pictures out of a PDF in their own encoding and size, each of them once."""

    name = "pdf-extract-images"
    title = "Extract images from PDF"
    category = "document"
    icon = "images"
    aliases = ("extract images from pdf", "pdf images", "get pictures out of pdf", "save pdf images")
    input_formats = ("pdf",)
    output_formats = ("jpg", "png", "jp2", "tiff")
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=600, memory_mb=3072, disk_mb=4096)
    result_type = ImagesResult
    examples = (
        Example("Every picture", {}),
        Example("Only large ones", {"min_width": 300, "min_height": 300}),
    )

    def process(self, run: ToolRun[ExtractImagesOptions]) -> ToolOutput:
        return extract_images(run)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """None: the pictures in a document are not that document in another format."""
        return iter(())
