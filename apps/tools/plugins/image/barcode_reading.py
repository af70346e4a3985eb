"""Looks for barcodes in a picture, whatever kind they are and however they lie."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apps.tools.plugins.image.barcode_read_options import BarcodeFound, Corner
from apps.tools.plugins.image.symbologies import SYMBOLOGIES

if TYPE_CHECKING:
    from pyvips import Image
    from zxingcpp import Barcode

MAX_FOUND = 1_000
MAX_TEXT = 256 * 1024
"""Bytes of text in an answer."""
MAX_SIDE = 6_000
"""Larger pictures are made smaller: a code that needs more pixels is one that people cannot see."""

_KINDS = {symbology.zxing: kind for kind, symbology in SYMBOLOGIES.items()}


@dataclass(frozen=True, slots=True)
class Page:
    """A page in grey, one channel of 8 bits; `scale` is how much of its size it still has."""

    number: int
    image: "Image"
    scale: float


@dataclass(slots=True)
class Reading:
    """What was found so far; no longer complete once it is more than an answer may hold."""

    barcodes: list[BarcodeFound] = field(default_factory=list)
    pages: int = 0
    complete: bool = True
    _size: int = 0

    def look_at(self, page: Page, *, thorough: bool) -> None:
        """Add the barcodes of a page."""
        self.pages += 1
        for barcode in _find_barcodes(page, thorough=thorough):
            self._size += len(barcode.text.encode())
            if self._size > MAX_TEXT or len(self.barcodes) == MAX_FOUND:
                self.complete = False
                return
            self.barcodes.append(barcode)


def _find_barcodes(page: Page, *, thorough: bool) -> Iterator[BarcodeFound]:
    import numpy as np
    import zxingcpp

    pixels = np.frombuffer(page.image.write_to_memory(), np.uint8)
    pixels = pixels.reshape(page.image.height, page.image.width)
    found = zxingcpp.read_barcodes(
        pixels,
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=thorough,
        text_mode=zxingcpp.TextMode.Plain,
    )
    for barcode in found:
        kind, text = _kind_and_text(barcode)
        binary = barcode.content_type in {zxingcpp.ContentType.Binary, zxingcpp.ContentType.UnknownECI}
        place = barcode.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        yield BarcodeFound(
            format=kind,
            text=bytes(barcode.bytes).hex() if binary else text,
            binary=binary,
            page=page.number,
            corners=[
                Corner(x=round(point.x / page.scale), y=round(point.y / page.scale)) for point in corners
            ],
        )


def _kind_and_text(barcode: "Barcode") -> tuple[str, str]:
    """Our word for the kind; a UPC-A is an EAN-13 that begins with 0, and readers cannot tell them apart."""
    name, text = barcode.format.name, barcode.text
    if name == "EAN13" and text.startswith("0"):
        return "upc_a", text[1:]
    return _KINDS.get(name) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(), text
