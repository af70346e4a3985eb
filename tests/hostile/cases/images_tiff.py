"""TIFFs that mean harm: many pages, circles of pages, and strips that are not what they say."""

import struct
import zlib
from collections.abc import Mapping
from functools import partial
from itertools import repeat
from pathlib import Path

from tests.hostile.case import Case, Lures, bytes_of

TO_PNG = {"output_format": "png"}
BOMB = 256 * 2**20
START = 12
"""Where the first page is; before it are the header and one grey pixel."""
DEFLATE = 8
WIDTH, HEIGHT, BITS, COMPRESSION, INK = 256, 257, 258, 259, 262
STRIP, SAMPLES, ROWS, LENGTH = 273, 277, 278, 279
PIXEL = {WIDTH: 1, HEIGHT: 1, BITS: 8, COMPRESSION: 1, INK: 1, STRIP: 8, SAMPLES: 1, ROWS: 1, LENGTH: 1}
PAGE = 2 + 12 * len(PIXEL) + 4
"""Bytes of its tags."""


def tiff(*pages: bytes) -> bytes:
    """The header, one grey pixel at 8, and the tags of pages."""
    return b"II*\0" + struct.pack("<I", START) + b"\x7f\0\0\0" + b"".join(pages)


def page(changes: Mapping[int, int] | None = None, *, following: int = 0) -> bytes:
    """The tags of a page, which is the pixel unless they say otherwise, and where the next one is."""
    values = PIXEL | dict(changes or {})
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values.items())
    return struct.pack("<H", len(values)) + tags + struct.pack("<I", following)


def _many_pages(path: Path, _: Lures) -> None:
    path.write_bytes(tiff(*(page(following=START + number * PAGE) for number in range(1, 3_000)), page()))


def _itself() -> bytes:
    """26 bytes: a page without a picture, which is followed by itself."""
    return b"II*\0" + struct.pack("<IHHHIII", 8, 1, WIDTH, 4, 1, 1, 8)


def _unpacked(path: Path, _: Lures, *, size: int, rows: int) -> None:
    """One strip that says it is a square of this side, and unpacks to 256 MiB of zeros."""
    packer = zlib.compressobj(9)
    strip = b"".join(map(packer.compress, repeat(bytes(2**20), BOMB // 2**20))) + packer.flush()
    tags = {WIDTH: size, HEIGHT: size, COMPRESSION: DEFLATE, ROWS: rows}
    path.write_bytes(tiff(page(tags | {STRIP: START + PAGE, LENGTH: len(strip)}), strip))


CASES = (
    Case(
        id="H013",
        what="a TIFF of 3,000 pages",
        tool="image-convert",
        name="many.tiff",
        options={"output_format": "pdf"},
        make=_many_pages,
        expect=("input_limit",),
    ),
    Case(
        id="H014",
        what="a TIFF whose only page follows itself, without a picture",
        tool="image-convert",
        name="itself.tif",
        options=TO_PNG,
        make=bytes_of(_itself()),
        expect=("input_corrupt",),
        seconds=10,
    ),
    Case(
        id="H014",
        what="a TIFF whose two pages follow each other",
        tool="image-convert",
        name="circle.tif",
        options={"output_format": "pdf"},
        make=bytes_of(tiff(page(following=START + PAGE), page(following=START))),
        expect=("completed",),
        output_at_most=20_000,
    ),
    Case(
        id="H015",
        what="a TIFF whose strip claims 4 GiB",
        tool="image-convert",
        name="strip.tif",
        options=TO_PNG,
        make=bytes_of(tiff(page({STRIP: 0xFFFF_FFF0}))),
        expect=("input_corrupt",),
    ),
    Case(
        id="H015",
        what="a TIFF whose strip claims to be 4 GiB long",
        tool="image-convert",
        name="strip.tif",
        options=TO_PNG,
        make=bytes_of(tiff(page({LENGTH: 0xFFFF_FFFF}))),
        expect=("completed", "input_corrupt"),
        output_at_most=1_000,
    ),
    Case(
        id="H016",
        what="a TIFF of one row whose strip unpacks to 256 MiB",
        tool="image-convert",
        name="bomb.tif",
        options=TO_PNG,
        make=partial(_unpacked, size=8, rows=1),
        expect=("input_corrupt",),
    ),
    Case(
        id="H016",
        what="a TIFF of eight rows whose strip unpacks to 256 MiB",
        tool="image-convert",
        name="bomb.tif",
        options=TO_PNG,
        make=partial(_unpacked, size=8, rows=8),
        expect=("completed",),
        output_at_most=1_000,
    ),
    Case(
        id="H016",
        what="a TIFF of 225 megapixels in one strip",
        tool="image-convert",
        name="bomb.tif",
        options=TO_PNG,
        make=partial(_unpacked, size=15_000, rows=15_000),
        expect=("input_limit",),
    ),
)
