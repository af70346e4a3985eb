"""Pictures that mean harm."""

import struct
import zlib

from tests.hostile.case import Case, bytes_of


def png(width: int, height: int, *, rows: bytes, depth: int = 1, kind: int = 0) -> bytes:
    """A PNG whose header says this, whatever the rows hold."""
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


CASES = (
    Case(
        id="H003",
        what="a PNG whose header claims 65535 x 65535",
        tool="image-convert",
        name="huge.png",
        options={"output_format": "webp"},
        make=bytes_of(png(65535, 65535, rows=b"\0")),
        expect=("input_limit",),
        seconds=10,
    ),
    Case(
        id="H004",
        what="a PNG without width",
        tool="image-convert",
        name="nothing.png",
        options={"output_format": "webp"},
        make=bytes_of(png(0, 1, rows=b"\0")),
        expect=("input_corrupt",),
    ),
)
