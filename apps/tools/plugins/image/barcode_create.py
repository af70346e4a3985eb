"""`barcode-create`: a text as a QR code or another barcode."""

from pydantic import BaseModel, Field

from apps.tools.base import BaseTool, Example, Limits, ToolOutput, ToolRun
from apps.tools.plugins.image.barcode_create_options import BarcodeCreateOptions
from apps.tools.plugins.image.barcode_drawing import Drawing, to_png, to_svg
from apps.tools.plugins.image.barcode_encoding import encode_barcode
from apps.tools.plugins.image.limits import refuse_size
from apps.tools.plugins.image.symbologies import SYMBOLOGIES, complete


class BarcodeCreated(BaseModel):
    """What a reader will find."""

    text: str = Field(description="What the barcode says, with the check digit where it has one.")
    columns: int = Field(description="How many modules it is wide, without the margin.")
    rows: int = Field(description="How many modules it is high, without the margin.")


class BarcodeCreate(BaseTool[BarcodeCreateOptions]):
    """Make QR codes, Micro QR, Data Matrix, Aztec, PDF417, EAN, UPC, Code 128, Code 39 and ITF barcodes."""

    name = "barcode-create"
    title = "Create barcode"
    category = "image"
    icon = "qrcode"
    aliases = (
        "qr code generator", "create qr code", "barcode generator", "ean generator", "data matrix generator",
    )  # fmt: skip
    output_formats = ("svg", "png")
    limits = Limits(cpu_seconds=20, wall_seconds=40, memory_mb=2048)
    result_type = BarcodeCreated
    examples = (
        Example("A QR code for a web page", {"text": "https://example.org/"}),
        Example("An article's EAN", {"kind": "ean_13", "text": "590123412345", "output_format": "png"}),
        Example("A label's Code 128", {"kind": "code_128", "text": "PACKAGE-0042"}),
    )

    def process(self, run: ToolRun[BarcodeCreateOptions]) -> ToolOutput:
        options, modules = run.options, encode_barcode(run.options)
        symbology, text = SYMBOLOGIES[options.kind], complete(options.kind, options.text)
        readable = "".join(letter for letter in text if letter.isprintable())
        drawing = Drawing(
            modules=modules,
            module=options.module,
            margin=symbology.quiet if options.quiet_zone is None else options.quiet_zone,
            text=readable if options.show_text and symbology.linear else "",
            foreground=options.foreground,
            background=options.background,
        )
        refuse_size("The barcode", width=drawing.width, height=drawing.height, frames=1)
        content = to_svg(drawing) if options.output_format == "svg" else to_png(drawing)
        return run.write(
            content,
            format=options.output_format,
            name=f"barcode.{options.output_format}",
            claims={"width": drawing.width, "height": drawing.height},
            result=BarcodeCreated(text=text, columns=len(modules[0]), rows=len(modules)),
        )
