"""Writes a camera raw by hand, as the DNG specification has it: a TIFF of what the cells of a sensor saw."""

import struct
from pathlib import Path

from PIL import Image

_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 10: 8}
_TO_SRGB = (
    3.2404542,
    -1.5371385,
    -0.4985314,
    -0.969266,
    1.8760108,
    0.041556,
    0.0556434,
    -0.2040259,
    1.0572252,
)
"""From XYZ to linear sRGB: the sample's camera sees in sRGB."""


def write_dng(picture: Image.Image, path: Path) -> None:
    """What a sensor with red, green, green and blue cells sees, and the tags that tell so (DNG 1.4)."""
    width, height = picture.size
    pixels = picture.convert("RGB").tobytes()
    cells = bytearray()
    for at in range(width * height):
        y, x = divmod(at, width)
        cells += struct.pack("<H", _linear(pixels[3 * at + y % 2 + x % 2]))
    path.write_bytes(_tiff(_dng_tags(width, height, size=len(cells)), bytes(cells)))


def _linear(value: int) -> int:
    part = value / 255
    return round(65_535 * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4))  # noqa: PLR2004 - sRGB


def _dng_tags(width: int, height: int, *, size: int) -> dict[int, tuple[int, bytes]]:
    """The type and the value of each tag; the pixels' place is filled in by `_tiff`."""
    matrix = b"".join(struct.pack("<ii", round(part * 10_000), 10_000) for part in _TO_SRGB)

    def short(*values: int) -> tuple[int, bytes]:
        return 3, struct.pack(f"<{len(values)}H", *values)

    def long(*values: int) -> tuple[int, bytes]:
        return 4, struct.pack(f"<{len(values)}I", *values)

    return {
        254: long(0), 256: long(width), 257: long(height), 258: short(16), 259: short(1), 262: short(32_803),
        271: (2, b"MagicToolbox\0"), 272: (2, b"Sample\0"), 273: long(0), 274: short(1), 277: short(1),
        278: long(height), 279: long(size), 284: short(1), 33_421: short(2, 2),
        33_422: (1, bytes((0, 1, 1, 2))),
        50_706: (1, bytes((1, 4, 0, 0))), 50_707: (1, bytes((1, 1, 0, 0))),
        50_708: (2, b"MagicToolbox Sample\0"), 50_714: short(0), 50_717: long(65_535),
        50_721: (10, matrix), 50_728: (5, struct.pack("<6I", 1, 1, 1, 1, 1, 1)), 50_778: short(21),
    }  # fmt: skip


def _tiff(tags: dict[int, tuple[int, bytes]], pixels: bytes) -> bytes:
    entries, values = b"", b""
    values_at = 8 + 2 + 12 * len(tags) + 4
    pixels_at = values_at + sum(len(data) + len(data) % 2 for _, data in tags.values() if len(data) > 4)  # noqa: PLR2004
    for tag, (kind, data) in sorted(tags.items()):
        value = struct.pack("<I", pixels_at) if tag == 273 else data  # noqa: PLR2004 - StripOffsets
        if len(value) > 4:  # noqa: PLR2004 - what does not fit into its entry stands behind them
            value, moved = struct.pack("<I", values_at + len(values)), value
            values += moved + bytes(len(moved) % 2)
        entries += struct.pack("<HHI", tag, kind, len(data) // _TIFF_SIZES[kind]) + value.ljust(4, b"\0")
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + values + pixels
