import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.convert_options import ImageConvertOptions
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, WHITE, Convert, opened

SOURCES = ("jpg", "png", "webp", "avif", "heic", "gif", "tiff")
TARGETS = ("jpg", "png", "webp", "avif", "gif", "tiff")
"""The everyday formats, which libvips handles; test_image_formats.py has the others."""
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def near(pixel: object, colour: tuple[int, ...], tolerance: int = 24) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=False))


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    """Which of the four colours is in each corner: top left, top right, bottom left, bottom right."""
    colours = picture.convert("RGB")
    right, bottom = colours.width - 5, colours.height - 5
    pixels = [colours.getpixel(at) for at in ((5, 5), (right, 5), (5, bottom), (right, bottom))]
    return [next(name for name in (RED, GREEN, BLUE, WHITE) if near(pixel, name, 40)) for pixel in pixels]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("target", TARGETS)
def test_every_pair_keeps_size_and_colours(
    quarters: Image.Image, tmp_path: Path, convert: Convert, source: str, target: str
) -> None:
    path = tmp_path / f"photo.{source}"
    quarters.save(path)

    output = convert(path, target)

    assert corners(opened(output)) == [RED, GREEN, BLUE, WHITE]
    assert output.files[0].claims == {"width": 64, "height": 48, "frames": 1}
    assert output.files[0].format == target


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_the_picture_stands_upright_and_its_orientation_tag_is_gone(
    quarters: Image.Image,
    tmp_path: Path,
    convert: Convert,
    orientation: int,
    expected: list[tuple[int, ...]],
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "photo.jpg"
    quarters.save(path, exif=exif, quality=95)

    for size in ({}, {"width": 30}):
        picture = opened(convert(path, "png", metadata="all", **size))
        assert corners(picture) == expected
        assert (picture.height > picture.width) == (orientation >= 5)
        assert picture.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"width": 30}, (30, 20)),
        ({"height": 30}, (45, 30)),
        ({"width": 30, "height": 30}, (30, 20)),
        ({"width": 300, "height": 10}, (15, 10)),
        ({"width": 1000}, (150, 100)),
        ({"width": 30, "height": 30, "fit": "cover"}, (30, 30)),
        ({"width": 200, "height": 40, "fit": "cover"}, (150, 40)),
        ({"width": 30, "height": 30, "fit": "exact"}, (30, 30)),
        ({"width": 300, "fit": "exact"}, (300, 200)),
        ({"width": 7}, (7, 5)),
        ({"width": 1}, (1, 1)),
    ],
)
def test_the_size_is_exactly_what_the_fit_says(
    tmp_path: Path, convert: Convert, options: dict[str, object], size: tuple[int, int]
) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (150, 100), GREEN).save(path)

    output = convert(path, "jpg", **options)

    assert opened(output).size == size
    assert output.files[0].claims == {"width": size[0], "height": size[1], "frames": 1}


def test_cover_cuts_both_sides_alike(tmp_path: Path, convert: Convert) -> None:
    stripes = Image.new("RGB", (90, 30), RED)
    stripes.paste(GREEN, (30, 0, 60, 30))
    stripes.paste(BLUE, (60, 0, 90, 30))
    stripes.save(tmp_path / "stripes.png")

    picture = opened(convert(tmp_path / "stripes.png", "png", width=30, height=30, fit="cover"))

    assert all(near(picture.getpixel((x, 15)), GREEN) for x in (1, 15, 28))


def test_a_picture_that_is_already_small_is_not_enlarged_and_says_so(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    quarters.save(tmp_path / "small.png")

    output = convert(tmp_path / "small.png", "png", width=500)

    assert "not enlarged" in " ".join(output.notes)


@pytest.mark.parametrize("target", ["jpg", "webp", "avif"])
def test_a_lower_quality_makes_a_smaller_file(tmp_path: Path, convert: Convert, target: str) -> None:
    Image.effect_noise((128, 128), 80).convert("RGB").save(tmp_path / "noise.png")

    sizes = [
        convert(tmp_path / "noise.png", target, quality=quality).files[0].path.stat().st_size
        for quality in (20, 60, 95)
    ]

    assert sizes[0] < sizes[1] < sizes[2]


@pytest.mark.parametrize("target", ["png", "webp", "tiff"])
def test_lossless_keeps_every_pixel(tmp_path: Path, convert: Convert, target: str) -> None:
    noise = Image.effect_noise((40, 30), 80).convert("RGB")
    noise.save(tmp_path / "noise.png")

    picture = opened(convert(tmp_path / "noise.png", target, lossless=True))

    assert picture.convert("RGB").tobytes() == noise.tobytes()


def test_transparent_parts_of_a_jpeg_take_the_background(tmp_path: Path, convert: Convert) -> None:
    Image.new("RGBA", (16, 16), (0, 0, 0, 0)).save(tmp_path / "clear.png")

    white = convert(tmp_path / "clear.png", "jpg")
    orange = convert(tmp_path / "clear.png", "jpg", background="#ff8000")

    assert near(opened(white).getpixel((8, 8)), (255, 255, 255))
    assert near(opened(orange).getpixel((8, 8)), (255, 128, 0))
    assert "#ff8000" in " ".join(orange.notes)


@pytest.mark.parametrize("target", ["png", "webp", "avif", "gif", "tiff"])
def test_transparency_is_kept_where_the_format_has_it(tmp_path: Path, convert: Convert, target: str) -> None:
    half = Image.new("RGBA", (32, 16), (0, 0, 255, 255))
    half.paste((0, 0, 0, 0), (0, 0, 16, 16))
    half.save(tmp_path / "half.png")

    alpha = opened(convert(tmp_path / "half.png", target)).convert("RGBA").getchannel("A")

    assert (alpha.getpixel((4, 8)), alpha.getpixel((28, 8))) == (0, 255)


def png_bit_depth(path: Path) -> int:
    return path.read_bytes()[24]


def test_sixteen_bits_stay_in_png_and_tiff_and_are_reduced_with_a_note_elsewhere(
    tmp_path: Path, convert: Convert
) -> None:
    path = tmp_path / "deep.png"
    Image.frombytes("I;16", (2, 1), struct.pack("<HH", 1000, 40000)).save(path)

    png, tiff, jpg = (convert(path, target) for target in ("png", "tiff", "jpg"))

    assert png_bit_depth(png.files[0].path) == 16
    assert opened(png).getpixel((1, 0)) == opened(tiff).getpixel((1, 0)) == 40000
    assert (png.notes, tiff.notes) == ((), ())
    assert opened(jpg).mode == "L"
    assert "8 bits" in " ".join(jpg.notes)


def test_print_colours_become_srgb(tmp_path: Path, convert: Convert) -> None:
    Image.new("CMYK", (32, 32), (255, 0, 0, 0)).save(tmp_path / "cyan.jpg")

    for options in ({}, {"width": 16}):
        output = convert(tmp_path / "cyan.jpg", "png", **options)
        picture = opened(output)
        red, green, blue = picture.convert("RGB").getpixel((8, 8))  # type: ignore[misc]
        assert picture.mode == "RGB"
        assert red < 60 < green < blue
        assert "CMYK" in " ".join(output.notes)


@pytest.mark.parametrize("target", ["jpg", "png", "webp", "avif", "tiff"])
def test_the_colour_profile_is_kept_unless_nothing_is(
    quarters: Image.Image, tmp_path: Path, convert: Convert, target: str
) -> None:
    quarters.save(tmp_path / "photo.jpg", icc_profile=PROFILE)

    kept, dropped = (convert(tmp_path / "photo.jpg", target, metadata=policy) for policy in ("icc", "none"))

    assert opened(kept).info["icc_profile"] == PROFILE
    assert "icc_profile" not in opened(dropped).info
    assert corners(opened(dropped)) == [RED, GREEN, BLUE, WHITE]


def photo_with_canaries(path: Path, picture: Image.Image) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKE"
    exif[0x8298] = "CANARY-COPYRIGHT"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.24)
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0CANARY-COMMENT"
    picture.save(path, exif=exif, comment=b"CANARY-COM", xmp=b"<x>CANARY-XMP</x>")
    assert path.read_bytes().count(b"CANARY") == 5
    return path


@pytest.mark.parametrize("policy", ["none", "icc"])
@pytest.mark.parametrize("target", TARGETS)
def test_no_metadata_leaks_unless_asked_for(
    quarters: Image.Image, tmp_path: Path, convert: Convert, target: str, policy: str
) -> None:
    path = photo_with_canaries(tmp_path / "photo.jpg", quarters)

    output = convert(path, target, metadata=policy)

    written = output.files[0].path.read_bytes()
    assert b"CANARY" not in written
    assert b"Exif" not in written


def test_all_metadata_is_kept_when_asked_for(quarters: Image.Image, tmp_path: Path, convert: Convert) -> None:
    path = photo_with_canaries(tmp_path / "photo.jpg", quarters)

    exif = opened(convert(path, "webp", metadata="all", width=32)).getexif()

    assert exif[0x010F] == "CANARY-MAKE"
    assert [float(part) for part in exif.get_ifd(0x8825)[2]] == pytest.approx([48, 51, 30.24])


def test_heic_keeps_its_profile_and_with_all_its_camera(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKE"
    quarters.save(tmp_path / "phone.heic", icc_profile=PROFILE, exif=exif)

    default, everything = (convert(tmp_path / "phone.heic", "jpg", metadata=m) for m in ("icc", "all"))

    assert opened(default).info["icc_profile"] == PROFILE
    assert b"CANARY" not in default.files[0].path.read_bytes()
    assert opened(everything).getexif()[0x010F] == "CANARY-MAKE"


def animation(path: Path) -> Path:
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, GREEN, BLUE)]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 250, 400], loop=0)
    return path


@pytest.mark.parametrize(
    ("source", "target"), [("gif", "webp"), ("webp", "gif"), ("gif", "gif"), ("webp", "webp")]
)
@pytest.mark.parametrize("options", [{}, {"width": 20, "height": 20, "fit": "cover"}], ids=["whole", "cut"])
def test_an_animation_keeps_its_frames_and_their_times(
    tmp_path: Path, convert: Convert, source: str, target: str, options: dict[str, object]
) -> None:
    path = animation(tmp_path / f"moving.{source}")

    picture = opened(convert(path, target, **options))

    times = []
    for frame, colour in enumerate((RED, GREEN, BLUE)):
        picture.seek(frame)
        picture.load()
        times.append(picture.info["duration"])
        assert near(picture.convert("RGB").getpixel((10, 10)), colour, 40)
    assert picture.n_frames == 3  # type: ignore[attr-defined]
    assert times == [100, 250, 400]
    assert picture.info["loop"] == 0
    assert picture.size == ((20, 20) if options else (40, 30))


def test_a_still_takes_the_frame_that_was_chosen_and_says_so(tmp_path: Path, convert: Convert) -> None:
    path = animation(tmp_path / "moving.gif")

    first, last = convert(path, "png"), convert(path, "png", frame=2)

    assert near(opened(first).convert("RGB").getpixel((10, 10)), RED)
    assert near(opened(last).convert("RGB").getpixel((10, 10)), BLUE)
    assert last.notes == ("Only frame 2 of 3 was converted, counted from 0.",)


def test_a_page_of_a_tiff_is_chosen_like_a_frame(tmp_path: Path, convert: Convert) -> None:
    pages = [Image.new("RGB", size, GREEN) for size in ((20, 10), (30, 50))]
    pages[0].save(tmp_path / "scan.tiff", save_all=True, append_images=pages[1:])

    output = convert(tmp_path / "scan.tiff", "png", frame=1)

    assert opened(output).size == (30, 50)
    assert output.notes == ("Only page 1 of 2 was converted, counted from 0.",)


def test_a_frame_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, convert: Convert) -> None:
    path = animation(tmp_path / "moving.gif")

    with pytest.raises(InvalidInputError, match="has 3 frames, so there is no 7: choose 0 to 2") as refusal:
        convert(path, "png", frame=7)

    assert refusal.value.code == "input_not_allowed"


def test_a_side_that_the_format_cannot_hold_is_refused_before_the_work(
    tmp_path: Path, convert: Convert
) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "dot.png")

    with pytest.raises(InvalidInputError, match="at most 16383 pixels on a side") as refusal:
        convert(tmp_path / "dot.png", "webp", width=20_000, height=10, fit="exact")

    assert refusal.value.code == "input_limit"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"output_format": "heic"},
        {"output_format": "pdf", "target_size": 10_000},
        {"output_format": "png", "target_size": 10_000},
        {"output_format": "webp", "target_size": 10_000, "lossless": True},
        {"output_format": "webp", "effort": 7},
        {"output_format": "pdf", "dpi": 5},
        {"output_format": "jpg", "quality": 0},
        {"output_format": "jpg", "quality": 101},
        {"output_format": "jpg", "width": 0},
        {"output_format": "jpg", "width": 20_001},
        {"output_format": "jpg", "height": 999_999},
        {"output_format": "jpg", "background": "white"},
        {"output_format": "jpg", "fit": "stretch"},
        {"output_format": "jpg", "frame": -1},
        {"output_format": "jpg", "metadata": "exif"},
        {"output_format": "jpg", "qualty": 80},
        {"output_format": "jpg", "lossless": True},
        {"output_format": "jpg", "width": 100, "fit": "cover"},
    ],
)
def test_options_that_cannot_be_met_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ImageConvertOptions.model_validate(options)
