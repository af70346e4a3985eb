"""Reads the headers of the pictures that Pillow writes, by their specifications and not by Pillow.

Every function takes the beginning of a file and its whole size, returns width and height, and raises
ValueError, or struct.error where the bytes end too early, when the file cannot hold such a picture.
"""

import re
import struct
from collections.abc import Callable, Mapping

HEAD_SIZE = 64 * 1024
Size = tuple[int, int]
_PNG = b"\x89PNG\r\n\x1a\n"
_ENTRY = 8
"""The kind and the length before each picture of an Apple icon."""
_BOXES_SEARCHED = 100
_NETPBM = re.compile(rb"P([456])\s+(\d+)\s+(\d+)(?:\s+(\d+))?\s")
_DDS_UNCOMPRESSED = 0x40 | 0x20000
"""Colours, or a luminance, of so many bits, in the flags of the pixel format."""


def _require(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise ValueError(what)


def _bmp(head: bytes, size: int) -> Size:
    told, start = struct.unpack_from("<I4xI", head, 2)
    width, height, planes, bits = struct.unpack_from("<iiHH", head, 18)
    _require(head[:2] == b"BM" and told == size and planes == 1, "no bitmap of this size")
    rows = (width * bits + 31) // 32 * 4 * abs(height)
    _require(start + rows <= size, "rows are missing")
    return width, abs(height)


def png_size(head: bytes, at: int = 0) -> Size:
    """The size that the PNG at this place tells."""
    _require(head[at : at + 8] == _PNG and head[at + 12 : at + 16] == b"IHDR", "no PNG")
    width, height = struct.unpack_from(">II", head, at + 16)
    return width, height


def _ico(head: bytes, size: int) -> Size:
    reserved, kind, count = struct.unpack_from("<HHH", head)
    _require((reserved, kind) == (0, 1) and count > 0, "no icon")
    found = []
    for number in range(count):
        width, height, length, at = struct.unpack_from("<BB6xII", head, 6 + 16 * number)
        sides = (width or 256, height or 256)
        _require(at + length <= size, "a picture is cut off")
        if head[at : at + 8] == _PNG:
            _require(png_size(head, at) == sides, "a picture has another size than the icon says")
        found.append(sides)
    return max(found)


def _icns(head: bytes, size: int) -> Size:
    _require(struct.unpack_from(">4sI", head) == (b"icns", size), "no icon of this size")
    found, at = [], _ENTRY
    while at < min(size, len(head) - 32):
        (length,) = struct.unpack_from(">I", head, at + 4)
        _require(_ENTRY < length <= size - at, "a picture is cut off")
        found.append(png_size(head, at + _ENTRY))
        at += length
    return max(found)


def _tga(head: bytes, size: int) -> Size:
    kind, width, height, depth = head[2], *struct.unpack_from("<HHB", head, 12)
    _require(kind in {1, 2, 3, 9, 10, 11} and depth in {8, 15, 16, 24, 32}, "no Targa picture")
    packed = kind >= 9  # noqa: PLR2004 - kinds from 9 are run-length encoded
    _require(packed or 18 + width * height * depth // 8 <= size, "rows are missing")
    return width, height


def _netpbm(head: bytes, size: int) -> Size:
    match = _NETPBM.match(head)
    if not match:
        raise ValueError("no portable picture")
    kind, width, height = int(match[1]), int(match[2]), int(match[3])
    # A bitmap has no greatest value, so what the pattern took for one may be pixels.
    start = match.end(3) + 1 if kind == 4 else match.end()  # noqa: PLR2004 - the kinds of Netpbm
    deep = kind > 4 and int(match[4] or 0) > 255  # noqa: PLR2004
    row = {4: (width + 7) // 8, 5: width, 6: 3 * width}[kind] * (1 + deep)
    _require(start + row * height == size, "there are more rows or fewer")
    return width, height


def _pcx(head: bytes, size: int) -> Size:  # noqa: ARG001 - packed
    left, top, right, bottom = struct.unpack_from("<HHHH", head, 4)
    planes, row = struct.unpack_from("<BH", head, 65)
    width, height = right - left + 1, bottom - top + 1
    _require(head[0] == 10 and planes in {1, 3} and row * 8 >= width * head[3], "no PCX picture")  # noqa: PLR2004
    return width, height


def _sgi(head: bytes, size: int) -> Size:
    magic, packed, deep, _, width, height, channels = struct.unpack_from(">HBBHHHH", head)
    _require(magic == 0x01DA and deep in {1, 2}, "no SGI picture")  # noqa: PLR2004 - its number
    _require(packed or 512 + width * height * channels * deep <= size, "rows are missing")
    return width, height


def _jp2(head: bytes, size: int) -> Size:  # noqa: ARG001 - packed
    at = 0
    for _ in range(_BOXES_SEARCHED):
        length, kind = struct.unpack_from(">I4s", head, at)
        if kind == b"ihdr":
            height, width = struct.unpack_from(">II", head, at + 8)
            return width, height
        # The header box holds the one that is wanted.
        at += 8 if kind == b"jp2h" else length
        _require(length >= 8, "a box has no length")  # noqa: PLR2004 - its own header
    raise ValueError("no picture's header")


def _qoi(head: bytes, size: int) -> Size:
    magic, width, height, channels = struct.unpack_from(">4sIIB", head)
    _require(magic == b"qoif" and channels in {3, 4} and size > 22, "no QOI picture")  # noqa: PLR2004
    return width, height


def _dds(head: bytes, size: int) -> Size:
    magic, length, height, width = struct.unpack_from("<4sI4xII", head)
    flags, bits = struct.unpack_from("<I4xI", head, 80)
    _require(magic == b"DDS " and length == 124, "no DirectDraw surface")  # noqa: PLR2004 - by specification
    plain = flags & _DDS_UNCOMPRESSED
    _require(not plain or 128 + width * height * bits // 8 <= size, "rows are missing")
    return width, height


HEADERS: Mapping[str, Callable[[bytes, int], Size]] = {
    "bmp": _bmp,
    "ico": _ico,
    "icns": _icns,
    "tga": _tga,
    "ppm": _netpbm,
    "pgm": _netpbm,
    "pbm": _netpbm,
    "pcx": _pcx,
    "sgi": _sgi,
    "jp2": _jp2,
    "qoi": _qoi,
    "dds": _dds,
}
