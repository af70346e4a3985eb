"""The hostile list for the long tail: floods, cuts and lies, each refused in words and before the work."""

import gzip
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.proving import image as proving
from tests.tools.plugins.image.conftest import Convert, opened
from tests.tools.plugins.image.test_hostile_pictures import FOREIGN, code_of

LONG_TAIL = (
    "apng", "bmp", "ico", "icns", "tga", "ppm", "pgm", "pbm", "pcx", "sgi", "jp2", "jxl", "qoi", "dds", "im",
    "msp", "xbm", "xpm", "psd", "svg", "dng",
)  # fmt: skip
HUGE = 25_000


def png_of(side: int) -> bytes:
    """A PNG that claims to be so large, and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def boxed(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def tagged(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack(">I", len(data) + 8) + data


JP2_HEAD = boxed(b"ihdr", struct.pack(">IIHBBBB", HUGE, HUGE, 3, 7, 7, 0, 0)) + boxed(
    b"colr", b"\1\0\0\0\0\0\x10"
)
SIZ = struct.pack(">HHIIIIIIIIH", 47, 0, HUGE, HUGE, 0, 0, HUGE, HUGE, 0, 0, 3) + b"\7\1\1" * 3
FLOODS = {
    "bmp": b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, HUGE, HUGE, 1, 24, 0, 0, 0, 0, 0, 0),
    "tga": struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, HUGE, HUGE, 24, 0) + b"\xff\0\0\0" * 9,
    "ppm": b"P6 25000 25000 255\n",
    "pgm": b"P5 25000 25000 255\n",
    "pbm": b"P4 25000 25000\n",
    "pcx": struct.pack("<BBBBHHHH", 10, 5, 1, 8, 0, 0, HUGE, HUGE).ljust(65, b"\0")
    + struct.pack("<BHH", 3, HUGE + 1, 1)
    + bytes(200),
    "sgi": struct.pack(">HBBHHHH", 474, 1, 1, 3, HUGE, HUGE, 3).ljust(512, b"\0"),
    "jp2": b"\0\0\0\x0cjP  \r\n\x87\n"
    + boxed(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    + boxed(b"jp2h", JP2_HEAD)
    + boxed(b"jp2c", b"\xff\x4f\xff\x51" + SIZ),
    "qoi": b"qoif" + struct.pack(">IIBB", HUGE, HUGE, 4, 0) + b"\xc0" * 40 + b"\0\0\0\0\0\0\0\1",
    "dds": b"DDS " + struct.pack("<IIII", 124, 0x1007, HUGE, HUGE).ljust(72, b"\0")
    + struct.pack("<IIIIIIII", 32, 0x41, 0, 32, 255, 65_280, 16_711_680, 4_278_190_080) + bytes(20),
    "im": b"Image type: RGB image\r\nImage size (x*y): 25000*25000\r\n".ljust(511, b"\0") + b"\x1a",
    "msp": struct.pack("<4s14H", b"DanM", HUGE, HUGE, *[0] * 8, *struct.unpack("<HH", b"DanM"), 0, 0),
    "xbm": b"#define a_width 25000\n#define a_height 25000\nstatic char a_bits[] = {\n0x00\n};\n",
    "xpm": b'/* XPM */\nstatic char *a[] = {\n"25000 25000 1 1",\n"a c #000000",\n};',
    "ico": struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, 100, 22) + png_of(HUGE),
    "icns": tagged(b"icns", tagged(b"ic07", png_of(HUGE))),
    "apng": png_of(HUGE),
    "psd": struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, HUGE, HUGE, 8, 3) + bytes(14),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="25000" height="25000"/>',
}  # fmt: skip


@pytest.mark.parametrize("format", FLOODS)
def test_a_flood_is_refused_from_the_header(tmp_path: Path, convert: Convert, format: str) -> None:
    path = tmp_path / f"flood.{format}"
    path.write_bytes(FLOODS[format])

    # A PCX without its signature bytes in order, or such, would be `input_corrupt`: these are well made.
    assert code_of(convert, path) in (
        {"input_limit", "input_corrupt"} if format == "pcx" else {"input_limit"}
    )


def test_a_jpeg_xl_flood_is_refused_before_it_is_decoded(tmp_path: Path, convert: Convert) -> None:
    bits = 0  # not small; 18 bits of height; ratio 1:1
    bits |= 2 << 1 | (HUGE - 1) << 3 | 1 << 21
    path = tmp_path / "flood.jxl"
    path.write_bytes(b"\xff\x0a" + bits.to_bytes(8, "little") + bytes(40))

    assert code_of(convert, path) == "input_limit"


@pytest.mark.parametrize("format", [format for format in LONG_TAIL if format not in {"svg", "xbm"}])
@pytest.mark.parametrize("tenths", [1, 4, 7, 9])
def test_a_file_that_was_cut_off_is_never_half_a_picture(
    tmp_path: Path, convert: Convert, format: str, tenths: int
) -> None:
    path = tmp_path / f"cut.{format}"
    proving.make_sample(format, path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * tenths // 10])

    assert code_of(convert, path, "webp") in {"input_corrupt", "input_mismatch"}


@pytest.mark.parametrize("format", [format for format in LONG_TAIL if format not in {"svg", "xpm", "xbm"}])
@pytest.mark.parametrize("kind", FOREIGN)
def test_bytes_of_another_kind_never_reach_a_decoder(
    tmp_path: Path, convert: Convert, kind: str, format: str
) -> None:
    path = tmp_path / f"evil.{format}"
    path.write_bytes(b"x" if kind == format else FOREIGN[kind])

    assert code_of(convert, path, "webp") in {"input_mismatch", "input_corrupt", "input_limit"}


@pytest.mark.parametrize("format", LONG_TAIL)
def test_a_file_with_flipped_bits_is_a_picture_or_a_refusal(
    tmp_path: Path, convert: Convert, format: str
) -> None:
    path = tmp_path / f"flipped.{format}"
    proving.make_sample(format, path)
    whole = path.read_bytes()
    chance = random.Random(format)
    outcomes = set()
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(3):
            data[chance.randrange(min(len(data), 2_000))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        try:
            convert(path, "webp")
            outcomes.add("a picture")
        except InvalidInputError as refusal:
            outcomes.add(refusal.code)

    assert outcomes <= {"a picture", "input_corrupt", "input_mismatch", "input_limit", "input_not_allowed"}


def test_an_icon_that_claims_65535_pictures_is_refused(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "many.ico"
    path.write_bytes(struct.pack("<HHH", 0, 1, 65_535) + bytes(64))

    assert code_of(convert, path) == "input_limit"


@pytest.mark.parametrize("height", [-(2**31), 2**31 - 1, 0])
def test_a_bitmap_of_an_impossible_height_is_refused(tmp_path: Path, convert: Convert, height: int) -> None:
    path = tmp_path / "tall.bmp"
    path.write_bytes(
        b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, 8, height, 1, 24, 0, 0, 0, 0, 0, 0)
    )

    assert code_of(convert, path) in {"input_limit", "input_corrupt"}


def test_a_zipped_drawing_is_not_unpacked(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "bomb.svg"
    path.write_bytes(gzip.compress(bytes(10 << 20)))

    assert code_of(convert, path) == "input_mismatch"


def test_a_targa_named_so_by_its_owner_only_is_none(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "words.tga"
    path.write_bytes(b"These are only words, and they go on for a while.")

    assert code_of(convert, path) == "input_mismatch"


def test_frames_of_an_apng_count_as_pixels(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "many.apng"
    frames = [Image.new("L", (400, 400), number) for number in range(2)]
    frames[0].save(path, format="PNG", save_all=True, append_images=frames[1:])
    data = path.read_bytes()
    at = data.index(b"acTL")
    control = b"acTL" + struct.pack(">II", 900, 0)
    path.write_bytes(data[:at] + control + struct.pack(">I", zlib.crc32(control)) + data[at + 16 :])

    assert code_of(convert, path) == "input_limit"


def test_a_png_that_claims_frames_it_lacks_is_damaged_when_it_shall_move(
    tmp_path: Path, convert: Convert
) -> None:
    path = tmp_path / "short.png"
    frames = [Image.new("L", (8, 8), number * 90) for number in range(2)]
    frames[0].save(path, format="PNG", save_all=True, append_images=frames[1:])
    data = path.read_bytes()
    at = data.index(b"acTL")
    control = b"acTL" + struct.pack(">II", 9, 0)
    path.write_bytes(data[:at] + control + struct.pack(">I", zlib.crc32(control)) + data[at + 16 :])

    assert opened(convert(path, "png")).size == (8, 8)
    assert code_of(convert, path, "gif") == "input_corrupt"
