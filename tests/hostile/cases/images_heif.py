"""HEICs and AVIFs that mean harm: cut off, of many tiles, and larger than they are."""

import struct
from functools import partial
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import Image

from tests.hostile.case import Case, Lures

TO_PNG = {"output_format": "png"}
TILE = 64
GRID, FIRST = 1, 2
"""The number of the item that is made of tiles, and that of the tile."""


def _heic() -> bytes:
    file = BytesIO()
    pillow_heif.from_pillow(Image.effect_noise((TILE, TILE), 90).convert("RGB")).save(file)
    return file.getvalue()


def _cut(path: Path, _: Lures, *, twentieths: int) -> None:
    whole = _heic()
    path.write_bytes(whole[: len(whole) * twentieths // 20])


def _claiming(path: Path, _: Lures, *, width: int, height: int) -> None:
    """An AVIF of 64 x 64 pixels that says otherwise."""
    file = BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, format="AVIF")
    data = bytearray(file.getvalue())
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", width, height)
    path.write_bytes(data)


def _box(kind: bytes, *contents: bytes, version: int | None = None) -> bytes:
    head = b"" if version is None else bytes([version, 0, 0, 0])
    content = head + b"".join(contents)
    return struct.pack(">I", len(content) + 8) + kind + content


def _of_tiles(path: Path, _: Lures, *, columns: int, rows: int, tile: int, side: int) -> None:
    """A square made of one tile, again and again, that claims to be as large as is said."""
    whole = _heic()
    at = whole.index(b"hvcC") - 4
    decoder = whole[at : at + int.from_bytes(whole[at : at + 4], "big")]
    at = whole.index(b"mdat")
    pixels = whole[at + 4 : at - 4 + int.from_bytes(whole[at - 4 : at], "big")]
    grid = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, side, side)
    items = [
        _box(b"infe", struct.pack(">HH4sB", number, 0, kind, 0), version=2)
        for number, kind in ((GRID, b"grid"), (FIRST, b"hvc1"))
    ]
    tiles = columns * rows
    reference = struct.pack(">HH", GRID, tiles) + struct.pack(">H", FIRST) * tiles
    properties = (
        _box(b"ispe", struct.pack(">II", side, side), version=0),
        _box(b"ispe", struct.pack(">II", tile, tile), version=0),
        decoder,
    )
    belongs = struct.pack(">IHBBHBBB", 2, GRID, 1, 1, FIRST, 2, 2, 0x80 | 3)
    # Both are in `idat`, the grid before the tile.
    places = struct.pack(">BBH", 0x44, 0, 2) + b"".join(
        struct.pack(">HHHHII", number, 1, 0, 1, start, length)
        for number, start, length in ((GRID, 0, len(grid)), (FIRST, len(grid), len(pixels)))
    )
    described = _box(
        b"meta",
        _box(b"hdlr", bytes(4), b"pict", bytes(13), version=0),
        _box(b"pitm", struct.pack(">H", GRID), version=0),
        _box(b"iloc", places, version=1),
        _box(b"iinf", struct.pack(">H", len(items)), *items, version=0),
        _box(b"iref", _box(b"dimg", reference), version=0),
        _box(b"iprp", _box(b"ipco", *properties), _box(b"ipma", belongs, version=0)),
        _box(b"idat", grid, pixels),
        version=0,
    )
    path.write_bytes(_box(b"ftyp", b"heic", bytes(4), b"mif1heic") + described)


CASES = (
    *(
        Case(
            id="H022",
            what=f"a HEIC cut off after {twentieths * 5} %",
            tool="image-convert",
            name="cut.heic",
            options=TO_PNG,
            make=partial(_cut, twentieths=twentieths),
            expect=("input_corrupt",),
        )
        for twentieths in (1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    ),
    *(
        Case(
            id="H023",
            what=f"a HEIC of {columns} x {rows} tiles of {tile} that claims a side of {side}",
            tool="image-convert",
            name="tiles.heic",
            options=TO_PNG,
            make=partial(_of_tiles, columns=columns, rows=rows, tile=tile, side=side),
            expect=(code,),
        )
        for columns, rows, tile, side, code in (
            (2, 2, TILE, 2 * TILE, "completed"),
            (128, 128, TILE, 128 * TILE, "input_corrupt"),
            (128, 128, 1, 16_384, "input_corrupt"),
            (128, 128, 1, 128, "input_corrupt"),
            (255, 255, TILE, 14_000, "input_corrupt"),
            (2, 2, TILE, 65_535, "input_limit"),
        )
    ),
    *(
        Case(
            id="H024",
            what=f"an AVIF that claims {width} x {height}",
            tool="image-convert",
            name="huge.avif",
            options=TO_PNG,
            make=partial(_claiming, width=width, height=height),
            expect=(code,),
        )
        for width, height, code in (
            (60_000, 60_000, "input_limit"),
            (2**32 - 1, 2**32 - 1, "input_corrupt"),
            (20_000, 20_000, "input_limit"),
            (9_000, 9_000, "input_corrupt"),
        )
    ),
)
