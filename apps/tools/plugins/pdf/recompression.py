"""Makes the pictures of a document smaller: as many pixels as paper needs, as JPEG."""

from io import BytesIO
from typing import TYPE_CHECKING

from apps.tools.plugins.pdf.compress_options import PdfCompressOptions

if TYPE_CHECKING:
    from pikepdf import Object, Stream
    from PIL.Image import Image

_MOST_PIXELS = 100_000_000
_LEAST_BYTES = 4_096
"""Smaller pictures are icons: little to win, much to spoil."""
_WORTH_IT = 0.9
"""A new picture takes the place of the old one when it is smaller than this part of it."""
_SLACK = 1.25
"""How many times too fine a picture may be before pixels are taken away."""
_POINTS_PER_INCH = 72
_SPACES = frozenset({"/DeviceGray", "/CalGray", "/DeviceRGB", "/CalRGB", "/ICCBased"})


def recompress(stream: "Object", size: tuple[float, float], options: PdfCompressOptions) -> bool:
    """Make a picture, shown in a size in points, smaller in place; returns whether that was worth it."""
    import pikepdf

    if not isinstance(stream, pikepdf.Stream) or not _is_photo(stream):
        return False
    before = len(stream.read_raw_bytes())
    if before < _LEAST_BYTES:
        return False
    picture = _decode(stream)
    if picture is None:
        return False
    was_grey = picture.mode == "L"
    target = _fewer_pixels(picture, size, options.image_dpi)
    if target:
        picture = picture.resize(target, reducing_gap=2.0)
    if options.grey:
        picture = picture.convert("L")
    data = BytesIO()
    picture.save(data, format="JPEG", quality=options.quality, optimize=True)
    if data.tell() > before * _WORTH_IT:
        return False
    _replace(stream, picture, data.getvalue(), was_grey=was_grey)
    return True


def _is_photo(stream: "Stream") -> bool:
    """Whether it is a picture of at least 8 bits in grey or red, green and blue, without a colour cut out."""
    import pikepdf

    width, height = stream.get("/Width"), stream.get("/Height")
    return (
        isinstance(width, int)
        and isinstance(height, int)
        and 0 < width * height <= _MOST_PIXELS
        and stream.get("/ImageMask") is not True
        and stream.get("/BitsPerComponent", 8) == 8  # noqa: PLR2004 - bits
        and not isinstance(stream.get("/Mask"), pikepdf.Array)
        and "/Matte" not in stream.get("/SMask", {})
    )


def _decode(stream: "Stream") -> "Image | None":
    """The pixels, or None for what this engine cannot decode or where a JPEG would have other colours."""
    import pikepdf

    try:
        wrapped = pikepdf.PdfImage(stream)
        if wrapped.indexed or wrapped.colorspace not in _SPACES:
            return None
        picture = wrapped.as_pil_image(apply_mask=False)
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError, TypeError, LookupError):
        return None
    return picture if picture.mode in {"RGB", "L"} else None


def _fewer_pixels(picture: "Image", size: tuple[float, float], dpi: int) -> tuple[int, int] | None:
    """How many pixels are enough, or None when there are not many more."""
    if min(size) <= 0:
        return None
    wanted = [points / _POINTS_PER_INCH * dpi for points in size]
    ratio = max(wanted[0] / picture.width, wanted[1] / picture.height)
    if ratio * _SLACK >= 1:
        return None
    return max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))


def _replace(stream: "Stream", picture: "Image", jpeg: bytes, *, was_grey: bool) -> None:
    from pikepdf import Name

    stream.write(jpeg, filter=Name.DCTDecode)
    stream.Width, stream.Height = picture.size
    stream.BitsPerComponent = 8
    if "/Decode" in stream:
        del stream["/Decode"]  # the pixels are what it makes of the old ones
    if picture.mode == "L" and not was_grey:
        stream.ColorSpace = Name.DeviceGray
