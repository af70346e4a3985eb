"""`barcode-read`: what the barcodes in a picture or a PDF say."""

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.barcode_pages import pages_of
from apps.tools.plugins.image.barcode_read_options import BarcodeReadOptions, BarcodesRead
from apps.tools.plugins.image.barcode_reading import Reading
from apps.tools.plugins.image.loading import READABLE, read_picture
from apps.tools.plugins.pdf.opening import open_pdf


class BarcodeRead(BaseTool[BarcodeReadOptions]):
    """Read QR codes and all usual barcodes from pictures and PDF pages, with their places."""

    name = "barcode-read"
    title = "Read barcodes"
    category = "image"
    icon = "scan"
    aliases = ("qr code reader", "barcode reader", "read qr code", "scan barcode", "decode qr code")
    input_formats = (*READABLE, "pdf")
    limits = Limits(cpu_seconds=600, wall_seconds=600, memory_mb=3072)
    result_type = BarcodesRead
    examples = (
        Example("Look everywhere", {}),
        Example("Tiny codes on a page", {"dpi": 400}),
    )

    def validate(self, run: ToolRun[BarcodeReadOptions]) -> None:
        if run.source.format == "pdf":
            open_pdf(run.source, run.options.password).close()
        else:
            read_picture(run.source)

    def process(self, run: ToolRun[BarcodeReadOptions]) -> ToolOutput:
        reading = Reading()
        for page in pages_of(run):
            reading.look_at(page, thorough=run.options.thorough)
            if not reading.complete:
                break
        notes = () if reading.barcodes else ("No barcode was found.",)
        result = BarcodesRead(barcodes=reading.barcodes, pages=reading.pages, complete=reading.complete)
        return ToolOutput(result=result, notes=notes)
