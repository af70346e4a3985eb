"""What Photoshop and cameras write: every colour mode and depth, and the light as the camera saw it."""

import struct
from pathlib import Path

import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.proving.picture_samples import save
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, WHITE, Convert, opened
from tests.tools.plugins.image.test_hostile_pictures import code_of
from tests.tools.plugins.image.test_image_convert import PROFILE, corners, near, png_bit_depth

GREY, INDEXED, RGB, CMYK, LAB = 1, 2, 3, 4, 9
SIDE = 8


def document(
    path: Path,
    channels: list[bytes],
    *,
    mode: int,
    depth: int = 8,
    palette: bytes = b"",
    resources: bytes = b"",
    layers: bytes = b"",
    packed: bool = False,
) -> Path:
    """A square of SIDE pixels, its channels row by row; a PSB by its name."""
    large = path.suffix == ".psb"
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1 + large, len(channels), SIDE, SIDE, depth, mode)
    head += struct.pack(">I", len(palette)) + palette + struct.pack(">I", len(resources)) + resources
    head += struct.pack(">Q" if large else ">I", len(layers)) + layers
    if not packed:
        path.write_bytes(head + b"\0\0" + b"".join(channels))
        return path
    length = SIDE * depth // 8
    rows = [channel[at : at + length] for channel in channels for at in range(0, len(channel), length)]
    counts = struct.pack(f">{len(rows)}{'I' if large else 'H'}", *[length + 1] * len(rows))
    path.write_bytes(head + b"\0\1" + counts + b"".join(bytes([length - 1]) + row for row in rows))
    return path


def flat(*values: int, depth: int = 8) -> list[bytes]:
    """A channel of one value for each."""
    return [value.to_bytes(max(1, depth // 8), "big") * SIDE * SIDE for value in values]


def resource(number: int, data: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + bytes(len(data) % 2)


@pytest.mark.parametrize("name", ["art.psd", "art.psb"])
@pytest.mark.parametrize("packed", [False, True], ids=["raw", "packed"])
@pytest.mark.parametrize(
    ("mode", "depth", "values", "expected"),
    [
        (GREY, 8, (90,), (90, 90, 90)),
        (RGB, 8, RED, RED),
        (RGB, 16, tuple(part * 257 for part in BLUE), BLUE),
        (GREY, 16, (90 * 257,), (90, 90, 90)),
        (LAB, 8, (137, 208, 195), (255, 0, 0)),
        (LAB, 16, (137 * 257, 208 * 257, 195 * 257), (255, 0, 0)),
    ],
)
def test_every_mode_and_depth_shows_its_colour(
    tmp_path: Path,
    convert: Convert,
    name: str,
    packed: bool,
    mode: int,
    depth: int,
    values: tuple[int, ...],
    expected: tuple[int, ...],
) -> None:
    path = document(tmp_path / name, flat(*values, depth=depth), mode=mode, depth=depth, packed=packed)

    output = convert(path, "png")

    assert near(opened(convert(output.files[0].path, "ppm")).getpixel((4, 4)), expected, 8)
    assert png_bit_depth(output.files[0].path) == (16 if depth == 16 and mode != LAB else 8)


def test_an_indexed_document_takes_its_colours_from_its_table(tmp_path: Path, convert: Convert) -> None:
    palette = bytearray(768)
    for band, part in enumerate(GREEN):
        palette[band * 256 + 7] = part
    path = document(tmp_path / "art.psd", flat(7), mode=INDEXED, palette=bytes(palette))

    assert near(opened(convert(path, "png")).getpixel((4, 4)), GREEN, 1)


@pytest.mark.parametrize("depth", [8, 16])
def test_print_colours_become_srgb(tmp_path: Path, convert: Convert, depth: int) -> None:
    full = 2**depth - 1
    path = document(tmp_path / "art.psd", flat(0, full, full, full, depth=depth), mode=CMYK, depth=depth)

    output = convert(path, "jpg")

    red, green, blue = opened(output).getpixel((4, 4))  # type: ignore[misc]
    assert red < 70 < green < blue
    assert "CMYK" in " ".join(output.notes)


@pytest.mark.parametrize(("layers", "clear"), [(-1, True), (1, False)])
def test_a_fourth_channel_is_transparency_only_where_the_layers_say_so(
    tmp_path: Path, convert: Convert, layers: int, clear: bool
) -> None:
    section = struct.pack(">Ih", 2, layers)
    path = document(tmp_path / "art.psd", flat(*RED, 0), mode=RGB, layers=section)

    picture = opened(convert(path, "png"))

    assert picture.mode == ("RGBA" if clear else "RGB")


def test_the_colour_profile_of_a_document_goes_along(tmp_path: Path, convert: Convert) -> None:
    path = document(tmp_path / "art.psd", flat(*RED), mode=RGB, resources=resource(1039, PROFILE))

    assert opened(convert(path, "png")).info["icc_profile"] == PROFILE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"resources": resource(1057, struct.pack(">IB", 1, 0) + bytes(8))}, "Maximize Compatibility"),
        ({"depth": 32}, "32 bits a channel"),
        ({"mode": 7}, "colour mode"),
    ],
)
def test_a_document_that_cannot_be_shown_says_what_to_change(
    tmp_path: Path, convert: Convert, changes: dict[str, int], words: str
) -> None:
    options = {"mode": RGB, "depth": 8} | changes
    path = document(tmp_path / "art.psd", flat(*RED, depth=options["depth"]), **options)  # type: ignore[arg-type]

    with pytest.raises(InvalidInputError, match=words) as refusal:
        convert(path, "png")

    assert refusal.value.code == "input_not_allowed"


def test_a_document_is_refused_for_its_size_before_its_pixels_are_read(
    tmp_path: Path, convert: Convert
) -> None:
    path = tmp_path / "huge.psd"
    path.write_bytes(struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 20_000, 20_000, 8, RGB) + bytes(14))

    assert code_of(convert, path) == "input_limit"


@pytest.mark.parametrize("tenths", range(1, 10))
@pytest.mark.parametrize("name", ["art.psd", "shot.dng"])
def test_what_was_cut_off_is_never_half_a_picture(
    quarters: Image.Image, tmp_path: Path, convert: Convert, name: str, tenths: int
) -> None:
    path = tmp_path / name
    save(quarters.convert("RGBA" if path.suffix == ".psd" else "RGB"), path.suffix[1:], path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * tenths // 10])

    assert code_of(convert, path) == "input_corrupt"


def shot(path: Path, picture: Image.Image, *, orientation: int = 1) -> Path:
    save(picture, "dng", path)
    data = bytearray(path.read_bytes())
    at = data.index(struct.pack("<HHIH", 274, 3, 1, 1))
    data[at + 8] = orientation
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_a_raw_picture_stands_upright(
    quarters: Image.Image, tmp_path: Path, convert: Convert, orientation: int, expected: list[tuple[int, ...]]
) -> None:
    path = shot(tmp_path / "shot.dng", quarters, orientation=orientation)

    for size in ({}, {"width": 16}):
        output = convert(path, "jpg", quality=95, **size)
        picture = opened(output)
        assert (picture.height > picture.width) == (orientation >= 5)
        assert corners(picture.resize((64, 48), Image.Resampling.NEAREST)) == expected
        assert output.files[0].claims["width"] == picture.width


def test_a_raw_picture_keeps_its_depth_where_the_format_has_it(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    path = shot(tmp_path / "shot.dng", quarters)

    png, jpg = convert(path, "png"), convert(path, "jpg")

    assert png_bit_depth(png.files[0].path) == 16
    assert "8 bits" in " ".join(jpg.notes)


def test_a_tiff_that_no_camera_wrote_is_no_raw_picture(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "shot.nef"
    Image.new("RGB", (64, 64), "red").save(path, format="TIFF")

    assert code_of(convert, path) == "input_corrupt"


def test_a_raw_picture_is_refused_for_its_size_before_it_is_developed(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    path = shot(tmp_path / "shot.dng", quarters)
    data = bytearray(path.read_bytes())
    for tag in (256, 257):
        at = data.index(struct.pack("<HHI", tag, 4, 1))
        data[at + 8 : at + 12] = struct.pack("<I", 25_000)
    path.write_bytes(data)

    assert code_of(convert, path) in {"input_limit", "input_corrupt"}
