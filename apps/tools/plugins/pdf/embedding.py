"""Puts pictures into PDFs: a JPEG as it is, others without loss, or as a JPEG if they were lossy before."""

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.tools.base import ToolInput
from apps.tools.plugins.image.decoding import decode, read_to_the_end
from apps.tools.plugins.image.loading import Picture, read_picture, reading
from apps.tools.plugins.image.sizing import Sizing
from apps.tools.plugins.pdf.jpeg_stream import JpegStream, read_jpeg
from apps.tools.plugins.pdf.stamping import Drawing

if TYPE_CHECKING:
    from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
    from pyvips import Image

LOSSY = frozenset({"jpg", "webp", "avif", "heic", "jxl"})
_JPEG_QUALITY = 92
_USUAL_DPI = 96.0
_DRAWING_DPI = 288.0
"""How finely an SVG is drawn: three pixels for each of CSS."""
_LEAST_DPI = 73
"""Below this a file says nothing of its size on paper: by 72 or 25.4 engines mean that it is unknown."""
_MM_PER_INCH = 25.4
_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_PROFILES = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}

# Where an upright unit square lies in a stored one, by EXIF orientation: what `cm` takes.
_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedPicture:
    """A picture in a document; its drawing is upright and measured in pixels."""

    drawing: Drawing
    dpi: float
    notes: tuple[str, ...]


def embed_picture(pdf: "Pdf", source: ToolInput, *, frame: int = 0) -> EmbeddedPicture:
    """The picture, or one page or frame of it; raises InvalidInputError when it is damaged or too large."""
    picture = read_picture(source, frame=frame, dpi=_DRAWING_DPI)
    size = (picture.width, picture.height)
    sizing = Sizing(size, *size)
    jpeg = read_jpeg(source.path) if source.format == "jpg" else None
    with reading(source):
        image = decode(picture, sizing=sizing, every_frame=False, to_srgb=jpeg is None)
        if jpeg:
            read_to_the_end(picture, every_frame=False)
            stored, orientation = _embed_jpeg(pdf, jpeg, image), picture.orientation
        else:
            stored, orientation = _embed_pixels(pdf, image, lossy=source.format in LOSSY), 1
    return EmbeddedPicture(
        drawing=_upright(pdf, stored, picture, orientation),
        dpi=_DRAWING_DPI if picture.scalable else _resolution(image),
        notes=tuple(_notes(picture)),
    )


def _notes(picture: Picture) -> list[str]:
    name = picture.source.name
    notes = [f"'{name}': {note}" for note in picture.notes]
    if picture.animated:
        notes.append(f"'{name}': Only the first of {picture.frames} frames is shown.")
    return notes


def _resolution(image: "Image") -> float:
    dpi = float(image.xres) * _MM_PER_INCH
    return dpi if dpi >= _LEAST_DPI else _USUAL_DPI


def _upright(pdf: "Pdf", stored: "Stream", picture: Picture, orientation: int) -> Drawing:
    from pikepdf import Array, Dictionary, Name, Stream

    width, height = picture.width, picture.height
    turn = " ".join(map(str, _UPRIGHT.get(orientation, _UPRIGHT[1])))
    form = Stream(
        pdf,
        f"{width} 0 0 {height} 0 0 cm {turn} cm /Picture Do".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(Picture=stored)),
    )
    return Drawing(content=form, width=width, height=height)


def _embed_jpeg(pdf: "Pdf", jpeg: JpegStream, image: "Image") -> "Stream":
    from pikepdf import Array, Name, Stream

    profile = image.get("icc-profile-data") if image.get_typeof("icc-profile-data") else b""
    stream = Stream(
        pdf,
        jpeg.data,
        **_header(jpeg.width, jpeg.height),
        ColorSpace=_colour_space(pdf, jpeg.channels, bytes(profile)),
        Filter=Name.DCTDecode,
    )
    if jpeg.inverted:
        stream.Decode = Array([1, 0] * jpeg.channels)
    return stream


def _embed_pixels(pdf: "Pdf", image: "Image", *, lossy: bool) -> "Stream":
    """The colours as they are, or as a JPEG; what shows through goes into a mask of its own."""
    from pikepdf import Name, Stream

    image = _in_bytes(image)
    alpha = image.extract_band(image.bands - 1) if image.hasalpha() else None
    colours = image.extract_band(0, n=image.bands - 1) if alpha else image
    if lossy:
        stream = Stream(
            pdf,
            colours.jpegsave_buffer(Q=_JPEG_QUALITY, keep="none"),
            **_header(image.width, image.height),
            ColorSpace=Name(_SPACES[colours.bands]),
            Filter=Name.DCTDecode,
        )
    else:
        stream = _flate(pdf, colours)
    if alpha and alpha.min() < 255:  # noqa: PLR2004 - opaque
        stream.SMask = pdf.make_indirect(_flate(pdf, alpha))
    return stream


def _in_bytes(image: "Image") -> "Image":
    """Grey or sRGB with 8 bits a channel, in memory: it is read more than once."""
    grey = image.bands - image.hasalpha() == 1
    return image.colourspace("b-w" if grey else "srgb").cast("uchar").copy_memory()


def _flate(pdf: "Pdf", image: "Image") -> "Stream":
    """Pixels as PNG packs them, which is what Flate with this predictor means."""
    from pikepdf import Dictionary, Name, Stream

    png: bytes = image.pngsave_buffer(compression=6, filter="all", keep="none")
    return Stream(
        pdf,
        b"".join(_idat(png)),
        **_header(image.width, image.height),
        ColorSpace=Name(_SPACES[image.bands]),
        Filter=Name.FlateDecode,
        DecodeParms=Dictionary(Predictor=15, Colors=image.bands, BitsPerComponent=8, Columns=image.width),
    )


def _idat(png: bytes) -> "list[bytes]":
    at, pieces = 8, []
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            pieces.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return pieces


def _header(width: int, height: int) -> "dict[str, Name | int]":
    from pikepdf import Name

    return {
        "Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": height, "BitsPerComponent": 8
    }  # fmt: skip


def _colour_space(pdf: "Pdf", channels: int, profile: bytes) -> "Object | Array | Dictionary":
    """The profile's, if it is for as many channels; else what the number of channels means."""
    from pikepdf import Array, Name, Stream

    if profile[16:20] != _PROFILES[channels]:
        return Name(_SPACES[channels])
    return Array([Name.ICCBased, pdf.make_indirect(Stream(pdf, profile, N=channels))])
