"""Makes the searchable PDF: the pages as they were given, and under them what was read."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Self

from apps.tools.base import ToolRun
from apps.tools.plugins.ocr.languages import separator_of
from apps.tools.plugins.ocr.ocr_options import OcrOptions
from apps.tools.plugins.ocr.reading import Reading
from apps.tools.plugins.ocr.scans import Scan
from apps.tools.plugins.ocr.text_layer import TextLayer
from apps.tools.plugins.pdf.opening import open_pdf
from apps.tools.plugins.pdf.placement import shown_size, shown_to_user
from apps.tools.plugins.pdf.saving import Claims, save_pdf

if TYPE_CHECKING:
    from pikepdf import Object, Page

_POINTS = 72
"""Of an inch."""
_LOSSY = frozenset({"jpg", "webp", "heic", "avif"})
"""Formats of pictures that lost something already: packed without loss they would be many times larger."""
_QUALITY = 92


class SearchablePdf:
    """A PDF that grows by pages as they are read; to be used in a `with` statement."""

    def __init__(self, run: ToolRun[OcrOptions]) -> None:
        import pikepdf

        self._run = run
        self._given = run.source.format == "pdf"
        self._pdf = open_pdf(run.source, run.options.password) if self._given else pikepdf.new()
        self._layer = TextLayer(self._pdf)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def add(self, reading: Reading) -> None:
        """Write a page's text onto it."""
        from pikepdf import Matrix

        scan = reading.scan
        page = self._pdf.pages[scan.index] if self._given else self._add_picture(scan)
        if not reading.lines:
            return
        height, width = scan.pixels.shape[:2]
        across, down = shown_size(page)
        to_page = Matrix(across / width, 0, 0, down / height, 0, 0) @ shown_to_user(page)
        self._layer.write(page, reading.lines, to_page, separator=separator_of(self._run.options.language))

    def save(self, path: Path) -> Claims:
        """Write the document; one that was protected stays so."""
        return save_pdf(self._pdf, path)

    def _add_picture(self, scan: Scan) -> "Page":
        from pikepdf import Dictionary

        height, width = scan.pixels.shape[:2]
        size = (width * _POINTS / scan.dpi, height * _POINTS / scan.dpi)
        page = self._pdf.add_blank_page(page_size=size)
        page.Resources = Dictionary(XObject=Dictionary(Picture=self._embed(scan)))
        drawing = f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm /Picture Do Q"
        page.Contents = self._pdf.make_stream(drawing.encode())
        return page

    def _embed(self, scan: Scan) -> "Object":
        """The picture of a page: a JPEG's own data where that shows the same, else pixels packed again."""
        from pikepdf import Dictionary, Name, Stream

        height, width = scan.pixels.shape[:2]
        colours = 1 if scan.pixels.ndim == 2 else 3  # noqa: PLR2004 - no bands
        picture = Stream(
            self._pdf,
            b"",
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray if colours == 1 else Name.DeviceRGB,
        )
        if self._run.source.format in _LOSSY:
            jpeg = self._run.source.path.read_bytes() if scan.plain_jpeg else _encode_jpeg(scan)
            picture.write(jpeg, filter=Name.DCTDecode)
            return picture
        # PDF knows PNG's way of packing pixels.
        layout = Dictionary(Predictor=15, Colors=colours, BitsPerComponent=8, Columns=width)
        picture.write(_pack_like_png(scan), filter=Name.FlateDecode, decode_parms=layout)
        return picture


def _encode_jpeg(scan: Scan) -> bytes:
    from PIL import Image

    file = BytesIO()
    Image.fromarray(scan.pixels).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _pack_like_png(scan: Scan) -> bytes:
    """The IDAT chunks of the picture as a PNG."""
    from PIL import Image

    file = BytesIO()
    Image.fromarray(scan.pixels).save(file, "PNG")
    data, at, packed = file.getvalue(), 8, b""
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += length + 12
    return packed
