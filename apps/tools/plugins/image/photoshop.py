"""Turns the merged picture of a Photoshop document into colours."""

from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.image.photoshop_document import Document, read_channels, read_document
from apps.tools.plugins.image.picture import Picture, reading
from apps.tools.plugins.image.pixels import attach

if TYPE_CHECKING:
    from pyvips import Image

_BITMAP, _GREY, _INDEXED, _RGB, _CMYK, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 8, 9
_COLOURS = {_BITMAP: 1, _GREY: 1, _INDEXED: 1, _RGB: 3, _CMYK: 4, _DUOTONE: 1, _LAB: 3}
"""How many channels the colours of a mode take."""
_DEEP = 16
_PALETTE = 256
_DEEPER = 257
"""How much larger a 16-bit value is than the 8-bit one for the same colour."""


def read_header(source: ToolInput, *, frame: int, dpi: float) -> Picture:  # noqa: ARG001 - has pixels
    """The size and colours; raises InvalidInputError where there is no merged picture that can be read."""
    document = read_document(source)
    if not document.merged:
        raise InvalidInputError(
            f"'{source.name}' was saved without a merged picture. Save it in Photoshop with 'Maximize "
            "Compatibility'.",
            code="input_not_allowed",
        )
    if document.mode not in _COLOURS or document.depth not in {1, 8, _DEEP}:
        raise InvalidInputError(
            f"'{source.name}' has {document.depth} bits a channel or a colour mode that is not read here: "
            "bitmap, grey, indexed, RGB, CMYK and Lab are, with 8 or 16 bits. Change its mode in Photoshop.",
            code="input_not_allowed",
        )
    return Picture(
        source=source,
        width=document.width,
        height=document.height,
        frame=frame,
        cmyk=document.mode == _CMYK,
        profile=bool(document.profile) and document.mode not in {_LAB, _INDEXED},
    )


def decode(picture: Picture, *, every_frame: bool, size: tuple[int, int]) -> "Image":  # noqa: ARG001
    """The picture as Photoshop last showed it, all layers merged."""
    document = read_document(picture.source)
    colours = _COLOURS[document.mode]
    wanted = min(document.channels, colours + document.transparent)
    with reading(picture.source):
        data = read_channels(picture.source, document, wanted=wanted)
        if len(data) < colours:
            raise ValueError("Channels of the colours are missing.")
        channels = [_channel(rows, document) for rows in data]
        image = _coloured(_joined(channels[:colours]), document)
        image = _joined([image, *channels[colours:]])
    return attach(image, profile=document.profile if picture.profile else None)


def _channel(rows: bytes, document: Document) -> "Image":
    import pyvips
    from PIL import Image

    size = (document.width, document.height)
    if document.depth == 1:
        rows = Image.frombytes("1", size, rows, "raw", "1;I").convert("L").tobytes()
    if document.depth == _DEEP:
        deep = pyvips.Image.new_from_memory(rows, *size, 1, "ushort").byteswap()
        return (deep / _DEEPER).cast("uchar") if document.mode == _LAB else deep
    return pyvips.Image.new_from_memory(rows, *size, 1, "uchar")


def _joined(parts: "list[Image]") -> "Image":
    return parts[0].bandjoin(parts[1:]) if len(parts) > 1 else parts[0]


def _coloured(image: "Image", document: Document) -> "Image":
    """The channels with the meaning that the mode gives them."""
    if document.mode == _CMYK:
        # Photoshop keeps how much paper shows, not how much ink covers it.
        return image.invert().copy(interpretation="cmyk")
    if document.mode == _INDEXED:
        return image.maplut(_palette(document))
    if document.mode == _LAB:
        # Lightness goes from 0 to 100; the other two are signed, and kept with 128 added.
        lab = image.linear([100 / 255, 1, 1], [0, -128, -128])
        return lab.copy(interpretation="lab").colourspace("srgb")
    grey, colour = ("grey16", "rgb16") if document.depth == _DEEP else ("b-w", "srgb")
    return image.copy(interpretation=colour if document.mode == _RGB else grey)


def _palette(document: Document) -> "Image":
    import pyvips

    reds_greens_blues = [
        pyvips.Image.new_from_memory(document.palette[at : at + _PALETTE], _PALETTE, 1, 1, "uchar")
        for at in range(0, 3 * _PALETTE, _PALETTE)
    ]
    return _joined(reds_greens_blues).copy(interpretation="srgb")
