"""The pictures of the hostile list, in small: each is refused in words, quickly, or does no harm."""

import struct
import zlib
from pathlib import Path

import pytest
import pyvips
from PIL import Image

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.image.loading import reading
from tests.tools.plugins.image.conftest import BarePng, Convert, opened


def code_of(convert: Convert, path: Path, target: str = "png") -> str:
    """The code of the refusal, whose message names the file as its owner does and no path of ours."""
    with pytest.raises(InvalidInputError) as refusal:
        convert(path, target)
    assert path.name in str(refusal.value)
    assert str(path.parent) not in str(refusal.value)
    return refusal.value.code


@pytest.mark.parametrize("size", [(50_000, 50_000), (20_000, 20_000), (65_535, 65_535), (1, 30_001)])
def test_a_png_that_unpacks_to_a_flood_is_refused_from_its_header(
    bare_png: BarePng, convert: Convert, size: tuple[int, int]
) -> None:
    assert code_of(convert, bare_png(*size)) == "input_limit"


@pytest.mark.parametrize("size", [(0, 0), (0, 1)])
def test_a_png_without_a_pixel_is_damaged(bare_png: BarePng, convert: Convert, size: tuple[int, int]) -> None:
    assert code_of(convert, bare_png(*size)) == "input_corrupt"


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_a_chunk_that_unpacks_to_64_megabytes_does_not(
    bare_png: BarePng, convert: Convert, kind: bytes
) -> None:
    bomb = b"bomb\0\0" + zlib.compress(bytes(64 << 20), 1)
    chunk = struct.pack(">I", len(bomb)) + kind + bomb + struct.pack(">I", zlib.crc32(kind + bomb))
    path = bare_png(8, 8, rows=bytes(16), before_data=chunk)

    output = convert(path, "png")

    assert output.files[0].path.stat().st_size < 10_000


@pytest.mark.parametrize("source", ["jpg", "png", "webp", "gif", "tiff", "avif", "heic"])
@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_file_that_was_cut_off_is_never_half_a_picture(
    tmp_path: Path, convert: Convert, source: str, tenths: int
) -> None:
    whole, cut = tmp_path / f"whole.{source}", tmp_path / f"cut.{source}"
    Image.effect_noise((64, 64), 90).convert("RGB").save(whole)
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * tenths // 10])

    assert code_of(convert, cut, "jpg") == "input_corrupt"


def test_a_png_with_a_wrong_checksum_is_damaged(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "photo.png"
    Image.new("RGB", (64, 64), "red").save(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 8] ^= 0xFF
    path.write_bytes(data)

    assert code_of(convert, path) == "input_corrupt"


def test_a_gif_of_too_many_frames_is_refused(tmp_path: Path, convert: Convert) -> None:
    frame = b"\x21\xf9\x04\0\0\0\0\0" + b"\x2c\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02\x44\x01\0"
    screen = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"
    path = tmp_path / "many.gif"
    path.write_bytes(screen + frame * 20_000 + b";")

    assert code_of(convert, path) == "input_limit"


def gif_of_size(path: Path, *, screen: int, frame: int) -> Path:
    """One frame on a screen, each a square of this side, with the data of a single pixel."""
    header = b"GIF89a" + struct.pack("<HH", screen, screen) + b"\x80\0\0\0\0\0\xff\xff\xff"
    path.write_bytes(header + b"\x2c\0\0\0\0" + struct.pack("<HH", frame, frame) + b"\0\x02\x02\x44\x01\0;")
    return path


def test_a_gif_whose_frame_is_a_flood_is_refused(tmp_path: Path, convert: Convert) -> None:
    assert code_of(convert, gif_of_size(tmp_path / "flood.gif", screen=65_535, frame=65_535)) == "input_limit"


def test_a_gif_with_a_huge_screen_around_one_pixel_is_that_pixel(tmp_path: Path, convert: Convert) -> None:
    output = convert(gif_of_size(tmp_path / "screen.gif", screen=65_535, frame=1), "png")

    assert opened(output).size == (1, 1)


def tiff_of_pages(path: Path, pages: int, *, loop: bool = False) -> Path:
    """Directories of a one-pixel picture, each naming the next; with `loop` the last names the first."""
    entries = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 1)]
    size, start = 2 + 12 * len(entries) + 4, 12
    body = b""
    for page in range(pages):
        last = page == pages - 1
        following = (start if loop else 0) if last else start + (page + 1) * size
        tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
        body += struct.pack("<H", len(entries)) + tags + struct.pack("<I", following)
    path.write_bytes(b"II*\0" + struct.pack("<I", start) + b"\x7f\0\0\0" + body)
    return path


def test_a_tiff_of_too_many_pages_is_refused(tmp_path: Path, convert: Convert) -> None:
    assert code_of(convert, tiff_of_pages(tmp_path / "many.tiff", 3_000)) == "input_limit"


def test_a_tiff_whose_pages_go_in_a_circle_ends(tmp_path: Path, convert: Convert) -> None:
    output = convert(tiff_of_pages(tmp_path / "circle.tiff", 2, loop=True), "png")

    assert opened(output).size == (1, 1)


def test_a_tiff_whose_strip_claims_four_gigabytes_is_damaged(tmp_path: Path, convert: Convert) -> None:
    path = tiff_of_pages(tmp_path / "strip.tiff", 1)
    data = bytearray(path.read_bytes())
    at = 12 + 2 + 12 * 5 + 8
    data[at : at + 4] = struct.pack("<I", 0xFFFF_FFF0)
    path.write_bytes(data)

    assert code_of(convert, path) == "input_corrupt"


def test_a_webp_of_too_many_frames_is_refused(tmp_path: Path, convert: Convert) -> None:
    frames = [Image.new("L", (1, 1), number % 2 * 255).convert("RGB") for number in range(1_001)]
    frames[0].save(
        tmp_path / "many.webp", save_all=True, append_images=frames[1:], lossless=True, minimize_size=False
    )

    assert code_of(convert, tmp_path / "many.webp") == "input_limit"


def test_a_jpeg_that_repeats_a_scan_ten_thousand_times_is_refused(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "scans.jpg"
    Image.effect_noise((256, 256), 60).save(path, progressive=True)
    data = path.read_bytes()
    scan = data[data.rindex(b"\xff\xda") : -2]
    path.write_bytes(data[:-2] + scan * 10_000 + data[-2:])

    assert code_of(convert, path) == "input_corrupt"


def test_an_animated_png_of_too_many_frames_is_refused(bare_png: BarePng, convert: Convert) -> None:
    control = b"acTL" + struct.pack(">II", 100_000, 0)
    chunk = struct.pack(">I", 8) + control + struct.pack(">I", zlib.crc32(control))

    assert code_of(convert, bare_png(8, 8, rows=bytes(16), before_data=chunk)) == "input_limit"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("VipsJpeg: Insufficient memory (case 4)", MemoryError),
        ("glib: Error creating thread: Resource temporarily unavailable", MemoryError),
        ("vips_tracked: out of memory --- size == 95MB", MemoryError),
        ("write error: No space left on device", OSError),
        ("VipsJpeg: premature end of JPEG image", InvalidInputError),
    ],
)
def test_a_machine_without_room_is_not_blamed_on_the_picture(
    tmp_path: Path, told: str, expected: type[Exception]
) -> None:
    path = tmp_path / "photo.jpg"
    source = ToolInput(role="source", path=path, name=path.name, format="jpg", size=1)

    with pytest.raises(expected), reading(source):
        raise pyvips.Error("unable to call avg", told)


def test_what_follows_a_jpeg_is_left_behind(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "tail.jpg"
    Image.new("RGB", (32, 32), "red").save(path)
    with path.open("ab") as file:
        file.write(b"TAIL" * 500_000)

    output = convert(path, "jpg")

    assert output.files[0].path.stat().st_size < 10_000


def test_an_avif_that_claims_to_be_huge_is_refused_or_damaged(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "photo.avif"
    Image.new("RGB", (64, 64), "red").save(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    path.write_bytes(data)

    assert code_of(convert, path) in {"input_limit", "input_corrupt"}


FOREIGN = {
    "psd": b"8BPS\0\x01" + bytes(60),
    "dds": b"DDS |\0\0\0" + bytes(120),
    "fits": b"SIMPLE  =                    T" + bytes(60),
    "exr": b"v/1\x01" + bytes(60),
    "pcx": b"\x0a\x05\x01\x08" + bytes(124),
    "sgi": b"\x01\xda\x01\x01" + bytes(508),
    "miff": b"id=ImageMagick  version=1.0\nclass=DirectClass columns=1 rows=1\n:\x1a",
    "matlab": b"MATLAB 5.0 MAT-file" + bytes(110),
    "ico": b"\0\0\x01\0\xff\xff" + bytes(64),
    "bmp": b"BM" + struct.pack("<IIIIiiHHI", 64, 0, 54, 40, 8, -(2**31), 1, 24, 0) + bytes(20),
    "ppm": b"P6 2 2 255\n" + bytes(12),
    "pfm": b"PF\n2 2\n-1.0\n" + bytes(48),
    "csv": b"1,2,3\n4,5,6\n",
    "vips": b"\x08\xf2\xa6\xb6" + bytes(60),
    "mvg": b"push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 '@/etc/passwd'\npop graphic-context",
    "msl": b'<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>',
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "ps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "eps": b"\xc5\xd0\xd3\xc6" + bytes(60),
    "hls": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "shell": b"#!/bin/sh\nid\n",
    "gif": b"GIF89a\x01\0\x01\0\0\0\0;",
}


@pytest.mark.parametrize("name", ["evil.png", "evil.jpg", "evil.webp", "evil.avif", "evil.heic", "evil.tiff"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_bytes_of_another_kind_never_reach_a_decoder(
    tmp_path: Path, convert: Convert, kind: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FOREIGN[kind])

    assert code_of(convert, path, "webp") == "input_mismatch"


@pytest.mark.parametrize(
    "name", ["evil.png", "evil.jpg", "evil.webp", "evil.avif", "evil.heic", "evil.tiff", "evil.gif"]
)
def test_only_the_first_bytes_of_a_format_are_not_a_picture(
    tmp_path: Path, convert: Convert, name: str
) -> None:
    starts = {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff\xe0",
        "webp": b"RIFF\xff\0\0\0WEBP",
        "avif": b"\0\0\0\x20ftypavif",
        "heic": b"\0\0\0\x20ftypheic",
        "tiff": b"II*\0",
        "gif": b"GIF89a",
    }
    path = tmp_path / name
    path.write_bytes(starts[path.suffix[1:]] + b"<script>alert(1)</script>" * 20)

    assert code_of(convert, path, "webp") == "input_corrupt"
