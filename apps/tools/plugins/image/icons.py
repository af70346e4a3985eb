"""Writes icons: one picture in several sizes, each a PNG within the file."""

import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyvips import Image

_WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
_APPLE_KINDS = {
    16: (b"icp4",), 32: (b"icp5", b"ic11"), 64: (b"icp6", b"ic12"), 128: (b"ic07",), 256: (b"ic08", b"ic13"),
    512: (b"ic09", b"ic14"), 1024: (b"ic10",),
}  # fmt: skip
"""Sides in pixels, and their kinds in an ICNS: an icon of that side, or one of half of it on fine screens."""


def square_side(format: str, *, width: int, height: int) -> int:
    """The side of the icon's largest picture: Apple's have fixed ones, and the next smaller is taken."""
    longest = max(width, height)
    if format == "icns":
        return max((side for side in _APPLE_KINDS if side <= longest), default=min(_APPLE_KINDS))
    return longest


def on_square(image: "Image", *, side: int) -> "Image":
    """The picture in memory, fitted into the middle of a transparent square."""
    scaled = image.thumbnail_image(side, height=side)
    clear = scaled if scaled.hasalpha() else scaled.addalpha()
    return clear.gravity(
        "centre", side, side, extend="background", background=[0] * clear.bands
    ).copy_memory()


def write_ico(image: "Image", path: Path) -> None:
    """Write a square image for Windows, with the usual smaller sizes."""
    sides = sorted({side for side in _WINDOWS_SIZES if side < image.width} | {image.width})
    pictures = [_png(image, side) for side in sides]
    at = 6 + 16 * len(sides)
    entries = b""
    for side, data in zip(sides, pictures, strict=True):
        # 256 does not fit into its byte, and is written as 0.
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(data), at)
        at += len(data)
    path.write_bytes(struct.pack("<HHH", 0, 1, len(sides)) + entries + b"".join(pictures))


def write_icns(image: "Image", path: Path) -> None:
    """Write a square image for Apple, with the usual smaller sizes."""
    entries = b""
    for side, kinds in _APPLE_KINDS.items():
        if side <= image.width:
            data = _png(image, side)
            entries += b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind in kinds)
    path.write_bytes(b"icns" + struct.pack(">I", len(entries) + 8) + entries)


def _png(image: "Image", side: int) -> bytes:
    data: bytes = image.thumbnail_image(side).pngsave_buffer(keep="none")
    return data
