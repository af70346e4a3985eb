"""JPEGs that mean harm: floods, endless scans, what should not be told, and what is appended."""

import struct
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.hostile.case import Case, Lures

MiB = 2**20
CANARY = b"NestingCanary"
"""In every place of a photo where a camera or an editor writes something."""
TO_JPEG = {"output_format": "jpg"}
BLOCK = 8
"""Pixels, which a JPEG keeps apart from the others."""
UPRIGHT = (3 * BLOCK, 2 * BLOCK)


def _saved(image: Image.Image, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, format="JPEG", **options)
    return file.getvalue()


def _claiming(path: Path, _: Lures, *, width: int, height: int) -> None:
    """A progressive JPEG with the data of 8 x 8 pixels."""
    data = bytearray(_saved(Image.new("RGB", (8, 8), "red"), progressive=True))
    at = data.index(b"\xff\xc2") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    path.write_bytes(data)


def _many_scans(path: Path, _: Lures) -> None:
    data = _saved(Image.effect_noise((256, 256), 60), progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    path.write_bytes(data[:-2] + scan * 10_000 + data[-2:])


def _cut(path: Path, _: Lures, *, end: bytes) -> None:
    data = _saved(Image.effect_noise((128, 128), 90))
    path.write_bytes(data[: len(data) // 2] + end)


def _segment(kind: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(content) + 2) + content


def _exif() -> bytes:
    """A description, a place, and a thumbnail that has a comment of its own."""
    thumbnail = b"\xff\xd8" + _segment(0xFE, CANARY) + _saved(Image.new("RGB", (8, 8)))[2:]
    first, place, last, end = 8, 38, 56, 86
    tags = struct.pack("<HHHIIHHII", 2, 0x010E, 2, len(CANARY), end, 0x8825, 4, 1, place)
    tags += struct.pack("<I", last)
    gps = struct.pack("<HHHIII", 1, 0x001B, 7, len(CANARY), end, 0)
    start = end + len(CANARY)
    preview = struct.pack("<HHHIIHHIII", 2, 0x0201, 4, 1, start, 0x0202, 4, 1, len(thumbnail), 0)
    return b"Exif\0\0II*\0" + struct.pack("<I", first) + tags + gps + preview + CANARY + thumbnail


def _telling(path: Path, _: Lures) -> None:
    """The canary in EXIF, its place and its thumbnail, in XMP, IPTC, a comment, and after the end."""
    data = _saved(Image.effect_noise((64, 64), 60))
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY + b"</x:xmpmeta>"
    caption = b"\x1c\x02\x78" + struct.pack(">H", len(CANARY)) + CANARY
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption
    told = _segment(0xE1, _exif()) + _segment(0xE1, xmp) + _segment(0xED, iptc) + _segment(0xFE, CANARY)
    path.write_bytes(data[:2] + told + data[2:] + CANARY)


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a picture lies in a file whose tag has this value."""


def _turned(path: Path, _: Lures, *, orientation: int) -> None:
    """White, with a black corner that is the first one of the upright picture."""
    upright = Image.new("L", UPRIGHT, 255)
    upright.paste(0, (0, 0, BLOCK, BLOCK))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path.write_bytes(_saved(upright.transpose(TURNS[orientation]), quality=100, exif=exif))


def _with_tail(path: Path, _: Lures) -> None:
    path.write_bytes(_saved(Image.effect_noise((64, 64), 60)) + b"<script>")
    with path.open("r+b") as file:
        file.truncate(50 * MiB)


CASES = (
    *(
        Case(
            id="H007",
            what=f"a JPEG {what}",
            tool="image-convert",
            name="cut.jpg",
            options={"output_format": "webp"},
            make=partial(_cut, end=end),
            expect=("input_corrupt",),
        )
        for what, end in (("cut in half", b""), ("that ends properly after half of its data", b"\xff\xd9"))
    ),
    Case(
        id="H017",
        what="a progressive JPEG that claims 65500 x 65500",
        tool="image-convert",
        name="flood.jpg",
        options={"output_format": "webp"},
        make=partial(_claiming, width=65_500, height=65_500),
        expect=("input_limit",),
        seconds=10,
    ),
    Case(
        id="H018",
        what="a JPEG of 10,000 scans",
        tool="image-convert",
        name="scans.jpg",
        options={"output_format": "webp"},
        make=_many_scans,
        expect=("input_corrupt",),
        seconds=10,
    ),
    *(
        Case(
            id="H019",
            what=f"a JPEG that tells too much, for {tool}",
            tool=tool,
            name="photo.jpg",
            options=options,
            make=_telling,
            expect=("completed",),
            absent=(CANARY, b"Exif\0"),
        )
        for tool, options in (
            ("image-convert", TO_JPEG),
            ("image-resize", {"size": {"by": "width", "width": 32}}),
            ("image-compress", {}),
            ("image-strip-metadata", {}),
        )
    ),
    *(
        Case(
            id="H020",
            what=f"a JPEG whose tag for its orientation is {orientation}",
            tool="image-convert",
            name="turned.jpg",
            options={"output_format": "pgm"},
            make=partial(_turned, orientation=orientation),
            expect=("completed",),
            absent=(b"P5\n16 24\n", b"P5\n24 16\n255\n\xff"),
            output_format="pgm",
        )
        for orientation in TURNS
    ),
    Case(
        id="H020",
        what="a JPEG whose tag for its orientation is kept with all others",
        tool="image-convert",
        name="turned.jpg",
        options=TO_JPEG | {"metadata": "all"},
        make=partial(_turned, orientation=6),
        expect=("completed",),
        absent=(b"\x12\x01\x03\0\x01\0\0\0\x06\0", b"\x01\x12\0\x03\0\0\0\x01\0\x06"),
        output_format="jpg",
    ),
    *(
        Case(
            id="H021",
            what=f"a JPEG with a tail of 50 MiB, for {tool}",
            tool=tool,
            name="tail.jpg",
            options=options,
            make=_with_tail,
            expect=("completed",),
            absent=(b"<script>",),
            output_at_most=20_000,
        )
        for tool, options in (("image-convert", TO_JPEG), ("image-strip-metadata", {}))
    ),
)
