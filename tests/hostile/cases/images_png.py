"""PNGs that mean harm: floods behind small headers, bombs in chunks, and what was cut off."""

import struct
import zlib
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.hostile.case import Case, Lures, bytes_of

MiB = 2**20
BOMB = 64 * MiB
"""What a chunk unpacks to."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"
TO_WEBP = {"output_format": "webp"}


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG, with the right checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, rows: bytes, before_rows: bytes = b"", depth: int = 1) -> bytes:
    """A grey PNG whose header says this, whatever the rows hold."""
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(rows, 9))
    return SIGNATURE + chunk(b"IHDR", header) + before_rows + data + chunk(b"IEND", b"")


def _flood(path: Path, _: Lures, *, side: int) -> None:
    """Every row is there: a small file that really unpacks to a square of this side."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    data = b"".join(packer.compress(row * 1_000) for _ in range(side // 1_000)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def _with_bomb(path: Path, _: Lures, *, kind: bytes, head: bytes) -> None:
    bomb = chunk(kind, head + zlib.compress(bytes(BOMB), 9))
    path.write_bytes(png(8, 8, rows=bytes(16), before_rows=bomb))


def _noise() -> bytes:
    file = BytesIO()
    Image.effect_noise((64, 64), 90).save(file, format="PNG")
    return file.getvalue()


def _cut(path: Path, _: Lures, *, tenths: int) -> None:
    whole = _noise()
    path.write_bytes(whole[: len(whole) * tenths // 10])


def _with_wrong_checksum(path: Path, _: Lures) -> None:
    data = bytearray(_noise())
    data[data.index(b"IDAT") + 8] ^= 0xFF
    path.write_bytes(data)


def _moving(path: Path, _: Lures, *, claimed: int, held: int) -> None:
    """An APNG of one pixel; every frame has its own chunks."""
    row = zlib.compress(b"\0\xff", 9)
    file = bytearray(SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)))
    file += chunk(b"acTL", struct.pack(">II", claimed, 0))
    number = 0
    for frame in range(held):
        control = struct.pack(">IIIIIHHBB", number, 1, 1, 0, 0, 1, 10, 0, 0)
        data = chunk(b"fdAT", struct.pack(">I", number + 1) + row) if frame else chunk(b"IDAT", row)
        file += chunk(b"fcTL", control) + data
        number += 2 if frame else 1
    path.write_bytes(file + chunk(b"IEND", b""))


CASES = (
    *(
        Case(
            id=id,
            what=f"a PNG of {side} x {side} pixels in a small file",
            tool="image-convert",
            name="flood.png",
            options=TO_WEBP,
            make=partial(_flood, side=side),
            expect=("input_limit",),
            seconds=10,
        )
        for id, side in (("H001", 50_000), ("H002", 20_000))
    ),
    Case(
        id="H003",
        what="a PNG whose header claims 65535 x 65535",
        tool="image-convert",
        name="huge.png",
        options=TO_WEBP,
        make=bytes_of(png(65_535, 65_535, rows=b"\0")),
        expect=("input_limit",),
        seconds=10,
    ),
    *(
        Case(
            id="H004",
            what=f"a PNG of {width} x {height} pixels",
            tool="image-convert",
            name="nothing.png",
            options=TO_WEBP,
            make=bytes_of(png(width, height, rows=b"\0")),
            expect=("input_corrupt",),
        )
        for width, height in ((0, 0), (0, 1), (1, 0))
    ),
    *(
        Case(
            id="H005",
            what=f"a PNG whose {kind.decode()} unpacks to 64 MiB, for {tool}",
            tool=tool,
            name="words.png",
            options=options,
            make=partial(_with_bomb, kind=kind, head=head),
            expect=(code,),
            output_at_most=10_000,
        )
        for kind, head in ((b"zTXt", b"bomb\0\0"), (b"iTXt", b"bomb\0\1\0\0\0"))
        for tool, options, code in (
            ("image-convert", {"output_format": "png", "metadata": "all"}, "completed"),
            ("image-strip-metadata", {}, "completed"),
            ("image-metadata", {"export_format": "json"}, "input_corrupt"),
        )
    ),
    Case(
        id="H006",
        what="a PNG whose colour profile unpacks to 64 MiB",
        tool="image-convert",
        name="colours.png",
        options={"output_format": "png", "metadata": "all"},
        make=partial(_with_bomb, kind=b"iCCP", head=b"bomb\0\0"),
        expect=("completed",),
        output_at_most=10_000,
    ),
    *(
        Case(
            id="H007",
            what=f"a PNG cut off after {tenths}0 %",
            tool="image-convert",
            name="cut.png",
            options=TO_WEBP,
            make=partial(_cut, tenths=tenths),
            expect=("input_corrupt",),
        )
        for tenths in range(1, 10)
    ),
    Case(
        id="H007",
        what="a PNG with a wrong checksum",
        tool="image-convert",
        name="sum.png",
        options=TO_WEBP,
        make=_with_wrong_checksum,
        expect=("input_corrupt",),
    ),
    Case(
        id="H008",
        what="an APNG of 100,000 frames",
        tool="image-convert",
        name="moving.png",
        options=TO_WEBP,
        make=partial(_moving, claimed=100_000, held=100_000),
        expect=("input_limit",),
    ),
    Case(
        id="H008",
        what="an APNG that claims two of its 20,000 frames",
        tool="image-convert",
        name="moving.png",
        options={"output_format": "gif"},
        make=partial(_moving, claimed=2, held=20_000),
        expect=("completed",),
        output_at_most=10_000,
    ),
    Case(
        id="H008",
        what="an APNG that claims 4 billion frames and has one",
        tool="image-convert",
        name="moving.png",
        options=TO_WEBP,
        make=partial(_moving, claimed=2**32 - 1, held=1),
        expect=("input_limit",),
    ),
)
