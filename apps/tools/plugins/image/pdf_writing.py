"""Writes pictures as the pages of a PDF: a JPEG as it is, or as a new one, or without any loss."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apps.tools.plugins.image.jpeg_segments import ADOBE, JFIF, split_jpeg

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from pyvips import Image

POINTS = 72.0
"""To the inch."""
MIN_PAGE, MAX_PAGE = 3.0, 14_400.0
"""Points on a side: readers need not open other pages (ISO 32000-1, annex C)."""
_PNG_HEAD = 8
_COMPRESSION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A picture of 8 bits a channel, and how it is put onto its page.

    `jpeg` is a file that shows just this picture, to be taken as it is; `quality` is None for no loss.
    """

    image: "Image"
    dpi: float
    quality: int | None
    profile: bytes | None
    jpeg: bytes | None = None


class PdfPages:
    """A PDF that grows page by page."""

    def __init__(self) -> None:
        import pikepdf

        self._pdf: Pdf = pikepdf.new()

    def add(self, page: Page) -> None:
        """Add a page as large as its picture; raises pyvips.Error for what its lazy decoder finds."""
        import pikepdf

        image = page.image
        dpi = max(page.dpi, POINTS * max(image.width, image.height) / MAX_PAGE)
        width, height = (side * POINTS / dpi for side in (image.width, image.height))
        sheet = self._pdf.add_blank_page(page_size=(max(width, MIN_PAGE), max(height, MIN_PAGE)))
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=self._picture(page)))
        sheet.Contents = self._pdf.make_stream(b"%f 0 0 %f 0 0 cm /Picture Do" % (width, height))

    def save(self, path: Path) -> None:
        """Write the file."""
        self._pdf.save(path)

    def _picture(self, page: Page) -> "Object":
        """The picture's stream, with its transparency as a mask in another."""
        import pikepdf

        image = page.image.copy_memory()
        colours = image.extract_band(0, n=image.bands - 1) if image.hasalpha() else image
        if page.jpeg or page.quality:
            data = page.jpeg or colours.jpegsave_buffer(Q=page.quality, optimize_coding=True, keep="none")
            stream = self._stream(colours, data, packing="DCTDecode")
        else:
            stream = self._lossless(colours)
        stream.ColorSpace = self._colour_space(colours, page.profile)
        if image.hasalpha():
            mask = self._lossless(image.extract_band(image.bands - 1))
            mask.ColorSpace = pikepdf.Name.DeviceGray
            stream.SMask = self._pdf.make_indirect(mask)
        return self._pdf.make_indirect(stream)

    def _stream(self, image: "Image", data: bytes, *, packing: str, bits: int = 8) -> "Object":
        import pikepdf

        return pikepdf.Stream(
            self._pdf,
            data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=bits,
            Filter=pikepdf.Name(f"/{packing}"),
        )

    def _lossless(self, image: "Image") -> "Object":
        """PDF takes the compressed rows of a PNG as they are (ISO 32000-1, 7.4.4.4)."""
        import pikepdf

        bits = 1 if _is_black_and_white(image) else 8
        png = image.pngsave_buffer(
            compression=_COMPRESSION, filter="all" if bits > 1 else "none", bitdepth=bits, keep="none"
        )
        stream = self._stream(image, _png_rows(png), packing="FlateDecode", bits=bits)
        stream.DecodeParms = pikepdf.Dictionary(
            Predictor=15, Colors=image.bands, BitsPerComponent=bits, Columns=image.width
        )
        return stream

    def _colour_space(self, image: "Image", profile: bytes | None) -> "Object":
        import pikepdf

        plain = pikepdf.Name.DeviceGray if image.bands == 1 else pikepdf.Name.DeviceRGB
        if not profile:
            return plain
        stream = pikepdf.Stream(self._pdf, profile, N=image.bands, Alternate=plain)
        return pikepdf.Array([pikepdf.Name.ICCBased, self._pdf.make_indirect(stream)])


def bare_jpeg(data: bytes) -> bytes:
    """The JPEG without metadata, its compressed picture untouched; raises ValueError when it is damaged."""
    jpeg = split_jpeg(data)
    return jpeg.join(
        segment
        for segment in jpeg.segments
        if not segment.is_metadata or segment.data.startswith((ADOBE, JFIF))
    )


def _is_black_and_white(image: "Image") -> bool:
    if image.bands > 1:
        return False
    counts = image.hist_find()
    return bool(counts.crop(1, 0, 254, 1).max() == 0)


def _png_rows(png: bytes) -> bytes:
    """The compressed data of a PNG that libvips wrote."""
    rows, at = [], _PNG_HEAD
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        if kind == b"IDAT":
            rows.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(rows)
