"""Bitmaps and icons with impossible headers, and files of other kinds that call themselves pictures."""

import struct

from tests.hostile.case import Case, bytes_of

TO_WEBP = {"output_format": "webp"}
DRAWING = b"push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 '@/etc/passwd'\npop graphic-context\n"
SCRIPT = b'<?xml version="1.0"?><image><read filename="/etc/passwd"/><write filename="x.png"/></image>'
POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file pop\n"
KINDS = {
    "H027": {
        "psd": b"8BPS\0\x01" + bytes(60),
        "dds": b"DDS |\0\0\0" + bytes(120),
        "fits": b"SIMPLE  =                    T" + bytes(60),
        "exr": b"v/1\x01" + bytes(60),
        "sgi": b"\x01\xda\x01\x01" + bytes(508),
        "pcx": b"\x0a\x05\x01\x08" + bytes(124),
        "miff": b"id=ImageMagick  version=1.0\nclass=DirectClass columns=1 rows=1\n:\x1a",
        "mat": b"MATLAB 5.0 MAT-file" + bytes(110),
    },
    "H028": {
        "ppm": b"P6 2 2 255\n" + bytes(12),
        "pfm": b"PF\n2 2\n-1.0\n" + bytes(48),
        "csv": b"1,2,3\n4,5,6\n",
        "v": b"\x08\xf2\xa6\xb6" + bytes(60),
    },
    "H029": {"mvg": DRAWING, "msl": SCRIPT},
    "H030": {
        "ps": POSTSCRIPT,
        "eps": b"\xc5\xd0\xd3\xc6" + struct.pack("<IIIIII", 30, len(POSTSCRIPT), 0, 0, 0, 0) + b"\xff\xff"
        + POSTSCRIPT,
    },
}  # fmt: skip
"""What only the loaders read that nobody fuzzed, or that run what they read."""
TAKEN = {"psd", "dds", "sgi", "pcx", "ppm"}
"""Those of them that `image-convert` reads, with readers of its own."""


def _bitmap(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def _icon(count: int) -> bytes:
    entry = struct.pack("<BBBBHHII", 1, 1, 0, 0, 1, 32, 40, 6)
    return struct.pack("<HHH", 0, 1, count) + entry * count


CASES = (
    *(
        Case(
            id="H025",
            what=f"a BMP of {width} x {height} pixels",
            tool="image-convert",
            name="tall.bmp",
            options=TO_WEBP,
            make=bytes_of(_bitmap(width, height)),
            expect=(code,),
        )
        for width, height, code in (
            (8, -(2**31), "input_limit"),
            (8, 2**31 - 1, "input_limit"),
            (-8, 8, "input_limit"),
            (8, 0, "input_corrupt"),
        )
    ),
    *(
        Case(
            id="H026",
            what=f"an icon of {count:,} pictures",
            tool="image-convert",
            name="many.ico",
            options=TO_WEBP,
            make=bytes_of(_icon(count)),
            expect=(code,),
        )
        for count, code in ((65_535, "input_limit"), (1_000, "input_corrupt"))
    ),
    *(
        Case(
            id=id,
            what=f"{kind} named .{extension}",
            tool="image-convert",
            name=f"evil.{extension}",
            options=TO_WEBP,
            make=bytes_of(content),
            expect=("input_mismatch",),
        )
        for id, kinds in KINDS.items()
        for kind, content in kinds.items()
        for extension in ("png", "jpg", "tiff")
    ),
    *(
        Case(
            id=id,
            what=f"{kind} by its own name",
            tool="image-convert",
            name=f"evil.{kind}",
            options=TO_WEBP,
            make=bytes_of(content),
            expect=("input_not_allowed",),
        )
        for id, kinds in KINDS.items()
        for kind, content in kinds.items()
        if kind not in TAKEN
    ),
    *(
        Case(
            id=id,
            what=f"{kind} without an extension",
            tool="image-convert",
            name="evil",
            options=TO_WEBP,
            make=bytes_of(content),
            expect=("input_not_allowed",),
        )
        for id, kinds in KINDS.items()
        for kind, content in kinds.items()
        if kind not in TAKEN
    ),
    Case(
        id="H029",
        what="mvg named .svg",
        tool="image-convert",
        name="evil.svg",
        options=TO_WEBP,
        make=bytes_of(DRAWING),
        expect=("input_corrupt",),
    ),
    Case(
        id="H029",
        what="msl named .svg",
        tool="image-convert",
        name="evil.svg",
        options=TO_WEBP,
        make=bytes_of(SCRIPT),
        expect=("input_mismatch",),
    ),
)
