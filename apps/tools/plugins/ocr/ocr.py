"""`ocr`: the text on pictures and scanned pages."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.ocr.engines import choose_engine
from apps.tools.plugins.ocr.ocr_options import OcrOptions
from apps.tools.plugins.ocr.output import write_readings
from apps.tools.plugins.ocr.reading import OcrResult, read_scans
from apps.tools.plugins.ocr.scans import choose_pages


class Ocr(BaseTool[OcrOptions]):
    """Read the text off pictures and scanned PDFs in 14 languages: as text, JSON or a searchable PDF."""

    name = "ocr"
    title = "Read text from images and scans (OCR)"
    category = "image"
    icon = "file-text"
    aliases = (
        "ocr-tool", "text recognition", "image to text", "picture to text", "photo to text", "jpg to text",
        "png to text", "scan to text", "scanned pdf to text", "searchable pdf", "ocr pdf", "screenshot text",
    )  # fmt: skip
    input_formats = ("jpg", "png", "tiff", "bmp", "webp", "heic", "avif", "gif", "jp2", "pdf")
    output_formats = ("txt", "json", "pdf")
    max_file_size = 200 * MiB
    limits = Limits(cpu_seconds=3600, wall_seconds=3600, memory_mb=4096, processes=64)
    result_type = OcrResult
    examples = (
        Example("The text of a photographed page", {}),
        Example("A German scan as a searchable PDF", {"language": "deu", "output_format": "pdf"}),
        Example("Words with boxes and confidence", {"output_format": "json"}),
    )

    def validate(self, run: ToolRun[OcrOptions]) -> None:
        choose_engine(run)
        choose_pages(run)

    def process(self, run: ToolRun[OcrOptions]) -> ToolOutput:
        engine, indexes = choose_engine(run), choose_pages(run)
        return write_readings(run, engine, read_scans(run, engine, indexes))

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        if source in {"gif", "webp"}:
            return ("Of a picture that moves, only the first frame is read.",)
        return () if target == "pdf" else ("Pictures and layout are not kept, only the text.",)
