"""GIFs and WebPs that mean harm: many frames, huge screens, and codes that lead nowhere."""

import struct
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.hostile.case import Case, Lures, bytes_of

TO_PNG = {"output_format": "png"}
ENDLESS = 2**20
"""Bytes of LZW that never come to a pixel."""
PIXEL = b"\x02\x02\x44\x01\0"
"""The data of a frame of one pixel."""
CLEAR_CODES = bytes(sum(4 << (3 * (at % 8)) for at in range(8)).to_bytes(3, "little"))
"""Eight codes of three bits, each of which only starts over."""
BEYOND_TABLE = bytes(sum(7 << (3 * (at % 8)) for at in range(8)).to_bytes(3, "little"))
"""Eight codes of three bits that nothing has been said of."""


def _screen(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff"


def _frame(width: int, height: int, data: bytes = PIXEL) -> bytes:
    return b"\x2c\0\0\0\0" + struct.pack("<HH", width, height) + b"\0" + data


def _many_frames(path: Path, _: Lures) -> None:
    control = b"\x21\xf9\x04\0\0\0\0\0"
    path.write_bytes(_screen(1, 1) + (control + _frame(1, 1)) * 20_000 + b";")


def _codes(path: Path, _: Lures, *, codes: bytes) -> None:
    """One frame of 16 megapixels whose data are these codes, again and again."""
    block = b"\xff" + codes * (255 // len(codes))
    data = b"\x02" + block * (ENDLESS // len(block)) + b"\0"
    path.write_bytes(_screen(4_000, 4_000) + _frame(4_000, 4_000, data) + b";")


def _many_webp_frames(path: Path, _: Lures) -> None:
    """Two pictures by turns, so that no two frames in a row are equal."""
    pixels = []
    for colour in ("red", "blue"):
        file = BytesIO()
        Image.new("RGB", (1, 1), colour).save(file, format="WEBP", lossless=True)
        pixels.append(file.getvalue()[12:])
    head = bytes(6) + bytes(6) + (10).to_bytes(3, "little") + b"\0"
    frames = [_riff(b"ANMF", head + pixel) for pixel in pixels]
    extended = _riff(b"VP8X", b"\x02" + bytes(9)) + _riff(b"ANIM", bytes(6))
    path.write_bytes(_riff(b"RIFF", b"WEBP" + extended + b"".join(frames) * 1_500))


def _riff(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


CASES = (
    Case(
        id="H009",
        what="a GIF of 20,000 frames",
        tool="image-convert",
        name="many.gif",
        options={"output_format": "webp"},
        make=_many_frames,
        expect=("input_limit",),
        seconds=10,
    ),
    Case(
        id="H010",
        what="a GIF of one pixel on a screen of 65535 x 65535",
        tool="image-convert",
        name="screen.gif",
        options=TO_PNG,
        make=bytes_of(_screen(65_535, 65_535) + _frame(1, 1) + b";"),
        # The screen is only what a viewer would make room for.
        expect=("completed",),
        output_at_most=1_000,
    ),
    Case(
        id="H010",
        what="a GIF whose frame claims 65535 x 65535",
        tool="image-convert",
        name="frame.gif",
        options=TO_PNG,
        make=bytes_of(_screen(1, 1) + _frame(65_535, 65_535) + b";"),
        expect=("input_limit",),
    ),
    Case(
        id="H011",
        what="a GIF whose codes only start over",
        tool="image-convert",
        name="codes.gif",
        options=TO_PNG,
        make=partial(_codes, codes=CLEAR_CODES),
        expect=("input_corrupt",),
    ),
    Case(
        id="H011",
        what="a GIF whose codes are in no table",
        tool="image-convert",
        name="codes.gif",
        options=TO_PNG,
        make=partial(_codes, codes=BEYOND_TABLE),
        expect=("input_corrupt",),
    ),
    Case(
        id="H011",
        what="a GIF that has one of its 10,000 pixels",
        tool="image-convert",
        name="codes.gif",
        options=TO_PNG,
        make=bytes_of(_screen(100, 100) + _frame(100, 100) + b";"),
        expect=("input_corrupt",),
    ),
    Case(
        id="H012",
        what="a WebP of 3,000 frames",
        tool="image-convert",
        name="many.webp",
        options={"output_format": "gif"},
        make=_many_webp_frames,
        expect=("input_limit",),
        seconds=10,
    ),
)
