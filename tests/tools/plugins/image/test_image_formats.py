"""The formats beyond the everyday ones: what goes in and out of each, as an independent reader sees it."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
import pyvips
from PIL import Image, ImageCms

from apps.tools.base import InvalidInputError
from apps.tools.formats import format_of_name
from apps.tools.plugins.image.image_convert import ImageConvert
from apps.tools.plugins.image.losses import losses_of
from apps.tools.proving import image as proving
from apps.tools.proving.picture_readings import Reading
from apps.tools.proving.picture_readings import read_frames as read_written
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, WHITE, Convert, opened
from tests.tools.plugins.image.test_image_convert import PROFILE, corners, near, png_bit_depth

PAIRS = list(ImageConvert().pairs())
SOURCES = sorted({source for source, _ in PAIRS})
TARGETS = sorted({target for _, target in PAIRS})
OPAQUE = ("jpg", "bmp", "ppm", "pgm", "pbm", "pcx")
CLEAR = (
    "png",
    "webp",
    "avif",
    "jxl",
    "gif",
    "tiff",
    "apng",
    "tga",
    "sgi",
    "jp2",
    "qoi",
    "dds",
    "ico",
    "icns",
)


@pytest.mark.parametrize("source", SOURCES)
def test_every_format_that_is_read_becomes_a_png_of_the_same_picture(
    tmp_path: Path, convert: Convert, source: str
) -> None:
    path = tmp_path / f"sample.{source}"
    facts = proving.make_sample(source, path)

    output = convert(path, "webp" if source == "png" else "png")

    proving.check(output.files[0].path, source, output.files[0].format, facts)
    assert output.files[0].claims == {"width": facts.size[0], "height": facts.size[1], "frames": 1}


@pytest.mark.parametrize("target", TARGETS)
def test_every_format_that_is_written_shows_the_picture(
    tmp_path: Path, convert: Convert, target: str
) -> None:
    source = "gif" if target == "apng" else "tiff" if target == "png" else "png"
    path = tmp_path / f"sample.{source}"
    facts = proving.make_sample(source, path)

    output = convert(path, target)

    proving.check(output.files[0].path, source, target, facts)


def test_what_is_advertised_is_asked_for_and_says_what_it_loses() -> None:
    assert len(PAIRS) > 500
    assert ("gif", "apng") in PAIRS
    assert ("jpg", "apng") not in PAIRS
    assert not {source for source, _ in PAIRS} & {"nef", "cr2", "arw"}
    assert any("frame" in sentence for sentence in losses_of("gif", "png"))
    assert not any("frame" in sentence for sentence in losses_of("gif", "apng"))
    assert any("black and white" in sentence for sentence in losses_of("jpg", "pbm"))
    assert losses_of("bmp", "png") == ()


@pytest.mark.parametrize(
    "name",
    [
        "a.jpg",
        "a.jpeg",
        "a.png",
        "a.webp",
        "a.bmp",
        "a.gif",
        "a.tiff",
        "a.tif",
        "a.ico",
        "a.tga",
        "a.ppm",
        "a.pgm",
        "a.pbm",
        "a.pcx",
        "a.sgi",
        "a.im",
        "a.msp",
        "a.dib",
        "a.xbm",
        "a.heic",
        "a.heif",
    ],
)
def test_what_is_accepted_is_converted_and_never_left_pending(
    tmp_path: Path, convert: Convert, name: str
) -> None:
    entry = format_of_name(name)
    assert entry
    facts = proving.make_sample(entry.id, tmp_path / name)

    for target in ("jpg", "ico", "tga", "pbm"):
        output = convert(tmp_path / name, target)
        proving.check(output.files[0].path, entry.id, target, facts)


@pytest.mark.parametrize("target", OPAQUE)
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_clear_parts_take_the_background_where_a_format_has_none(
    tmp_path: Path, convert: Convert, target: str, mode: str
) -> None:
    Image.new("RGBA", (32, 32)).convert(mode).save(tmp_path / "clear.png")

    white = convert(tmp_path / "clear.png", target)
    teal = convert(tmp_path / "clear.png", target, background="#00c0c0")

    shades = {"pgm": (168,) * 3, "pbm": (160,) * 3}
    assert near(average(white.files[0].path, target), (255, 255, 255))
    assert near(average(teal.files[0].path, target), shades.get(target, (0, 192, 192)), 16)
    assert "#00c0c0" in " ".join(teal.notes)


def read_frames(path: Path, format: str) -> Reading:
    """One picture in an APNG does not move, so it is read as the PNG that it is."""
    return read_written(path, "png" if format == "apng" else format)


def average(path: Path, format: str) -> tuple[int, ...]:
    frame = read_frames(path, format).frames[0].convert("RGB")
    return tuple(frame.resize((1, 1), Image.Resampling.BOX).tobytes())


@pytest.mark.parametrize("target", CLEAR)
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_clear_parts_stay_clear_where_a_format_has_them(
    tmp_path: Path, convert: Convert, target: str, mode: str
) -> None:
    half = Image.new("RGBA", (32, 32), (90, 90, 90, 255))
    half.paste((0, 0, 0, 0), (0, 0, 16, 32))
    half.convert(mode).save(tmp_path / "half.png")

    frame = read_frames(convert(tmp_path / "half.png", target).files[0].path, target).frames[0]

    assert (frame.getpixel((4, 16))[3], frame.getpixel((28, 16))[3]) == (0, 255)  # type: ignore[index]
    assert near(frame.getpixel((28, 16)), (90, 90, 90))


@pytest.mark.parametrize("target", ["png", "tiff", "pgm", "jp2", "jxl"])
def test_sixteen_bits_of_grey_stay_where_a_format_has_them(
    tmp_path: Path, convert: Convert, target: str
) -> None:
    Image.frombytes("I;16", (16, 16), struct.pack("<256H", *range(1000, 65_000, 250))).save(
        tmp_path / "deep.tiff"
    )

    output = convert(
        tmp_path / "deep.tiff", target, **({"lossless": True} if target in {"jp2", "jxl"} else {})
    )
    back = output if target == "png" else convert(output.files[0].path, "png")

    assert output.notes == ()
    assert png_bit_depth(back.files[0].path) == 16
    assert opened(back).getpixel((15, 15)) == 1000 + 255 * 250


@pytest.mark.parametrize("target", ["bmp", "tga", "qoi", "pcx", "ico", "pdf", "jxl", "jp2"])
def test_sixteen_bits_of_colour_become_eight_and_say_so(
    tmp_path: Path, convert: Convert, target: str
) -> None:
    deep = pyvips.Image.black(32, 32, bands=3).linear([1, 1, 1], [60_000, 30_000, 10_000])
    deep.cast("ushort").copy(interpretation="rgb16").tiffsave(str(tmp_path / "deep.tiff"))

    output = convert(tmp_path / "deep.tiff", target)

    assert near(average(output.files[0].path, target), (234, 117, 39), 6)
    assert "8 bits" in " ".join(output.notes)


@pytest.mark.parametrize("target", [format for format in TARGETS if format not in {"pbm", "pgm"}])
def test_print_colours_become_srgb_in_every_format(tmp_path: Path, convert: Convert, target: str) -> None:
    Image.new("CMYK", (32, 32), (255, 0, 0, 0)).save(tmp_path / "cyan.jpg")

    output = convert(tmp_path / "cyan.jpg", target)

    red, green, blue = average(output.files[0].path, target)
    assert red < 60 < green < blue
    assert "CMYK" in " ".join(output.notes)


def wide_green(path: Path) -> Path:
    """A green that is stronger than sRGB's: its numbers mean something else without their profile."""
    wide = pyvips.Image.black(32, 32, bands=3).linear([1, 1, 1], [60, 160, 60]).cast("uchar")
    wide.copy(interpretation="srgb").icc_transform("p3", input_profile="srgb").tiffsave(str(path))
    return path


@pytest.mark.parametrize("target", [format for format in TARGETS if format not in {"pbm", "pgm"}])
def test_colours_mean_the_same_with_or_without_their_profile(
    tmp_path: Path, convert: Convert, target: str
) -> None:
    path = wide_green(tmp_path / "wide.tiff")

    for policy in ("icc", "none"):
        output = convert(path, target, metadata=policy)
        if target == "pdf":
            seen: object = average(output.files[0].path, "pdf")
        else:
            back = opened(
                convert(output.files[0].path, "tiff" if target == "png" else "png", metadata="none")
            )
            seen = back.convert("RGB").getpixel((16, 16))
        assert near(seen, (60, 160, 60), 8), policy


@pytest.mark.parametrize("target", ["apng", "pdf"])
def test_the_profile_goes_along_where_there_is_room(tmp_path: Path, convert: Convert, target: str) -> None:
    Image.new("RGB", (16, 16), RED).save(tmp_path / "photo.png", icc_profile=PROFILE)

    kept, dropped = (convert(tmp_path / "photo.png", target, metadata=policy) for policy in ("icc", "none"))

    if target == "apng":
        assert opened(kept).info["icc_profile"] == PROFILE
        assert "icc_profile" not in opened(dropped).info
    else:
        assert b"/ICCBased" in kept.files[0].path.read_bytes()
        assert b"/ICCBased" not in dropped.files[0].path.read_bytes()


@pytest.mark.parametrize("target", TARGETS)
def test_no_camera_data_leaks_into_any_format(
    quarters: Image.Image, tmp_path: Path, convert: Convert, target: str
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKE"
    quarters.save(tmp_path / "photo.jpg", exif=exif, comment=b"CANARY-COMMENT", xmp=b"<x>CANARY-XMP</x>")

    assert b"CANARY" not in convert(tmp_path / "photo.jpg", target).files[0].path.read_bytes()


def test_camera_data_goes_into_a_jxl_when_asked_for_and_elsewhere_its_loss_is_told(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKE"
    quarters.save(tmp_path / "photo.jpg", exif=exif)

    jxl, bmp = (convert(tmp_path / "photo.jpg", target, metadata="all") for target in ("jxl", "bmp"))
    back = convert(jxl.files[0].path, "jpg", metadata="all")

    assert opened(back).getexif()[0x010F] == "CANARY-MAKE"
    assert "Camera and place were left out" in " ".join(bmp.notes)


def test_a_lossless_format_keeps_every_pixel(tmp_path: Path, convert: Convert) -> None:
    noise = Image.effect_noise((40, 30), 80).convert("RGB")
    noise.save(tmp_path / "noise.png")

    for target in ("bmp", "tga", "ppm", "pcx", "sgi", "qoi", "dds", "apng"):
        frame = read_frames(convert(tmp_path / "noise.png", target).files[0].path, target).frames[0]
        assert frame.convert("RGB").tobytes() == noise.tobytes(), target
    for target in ("jxl", "jp2", "pdf"):
        frame = read_frames(
            convert(tmp_path / "noise.png", target, lossless=True).files[0].path, target
        ).frames[0]
        assert frame.convert("RGB").tobytes() == noise.tobytes(), target


@pytest.mark.parametrize("target", ["jxl", "jp2"])
def test_quality_is_honoured_by_the_newer_codecs(tmp_path: Path, convert: Convert, target: str) -> None:
    Image.effect_noise((128, 128), 80).convert("RGB").save(tmp_path / "noise.png")

    sizes = [
        convert(tmp_path / "noise.png", target, quality=quality).files[0].path.stat().st_size
        for quality in (20, 60, 95)
    ]

    assert sizes[0] < sizes[1] < sizes[2]


@pytest.mark.parametrize("target", ["jpg", "webp", "avif", "jxl", "jp2"])
def test_a_target_size_is_met_with_the_best_quality_that_fits(
    tmp_path: Path, convert: Convert, target: str
) -> None:
    Image.effect_noise((96, 96), 60).convert("RGB").save(tmp_path / "noise.png")
    whole = convert(tmp_path / "noise.png", target, quality=95).files[0].path.stat().st_size
    wanted = whole * 2 // 3

    output = convert(tmp_path / "noise.png", target, quality=95, target_size=wanted)
    same = convert(tmp_path / "noise.png", target, quality=95, target_size=whole)

    assert wanted * 0.75 < output.files[0].path.stat().st_size <= wanted
    assert "Quality" in " ".join(output.notes)
    assert same.files[0].path.stat().st_size == whole
    assert same.notes == ()


def test_a_target_size_that_no_quality_meets_is_refused_with_what_there_is(
    tmp_path: Path, convert: Convert
) -> None:
    Image.effect_noise((512, 512), 90).convert("RGB").save(tmp_path / "noise.png")

    with pytest.raises(
        InvalidInputError, match=r"does not fit into 1000 bytes: with quality 1 it has \d+"
    ) as refusal:
        convert(tmp_path / "noise.png", "jpg", target_size=1_000)

    assert refusal.value.code == "input_not_allowed"


def test_an_icon_has_the_usual_sizes_and_no_larger_one(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    quarters.resize((400, 300)).save(tmp_path / "logo.png")

    ico, icns = opened(convert(tmp_path / "logo.png", "ico")), opened(convert(tmp_path / "logo.png", "icns"))

    assert ico.info["sizes"] == {(side, side) for side in (16, 24, 32, 48, 64, 128, 256)}
    assert ico.size == icns.size == (256, 256)
    assert ico.convert("RGBA").getpixel((2, 2))[3] == 0  # type: ignore[index]


def test_a_small_icon_is_not_enlarged_and_a_large_one_says_that_it_was_fitted(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    quarters.resize((20, 20)).save(tmp_path / "small.png")
    quarters.resize((300, 300)).save(tmp_path / "large.png")

    small, large = convert(tmp_path / "small.png", "ico"), convert(tmp_path / "large.png", "icns")

    assert opened(small).size == (20, 20)
    assert small.notes == ()
    assert "fitted into 256 x 256" in " ".join(large.notes)


def test_the_largest_picture_of_an_icon_is_taken(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    quarters.resize((64, 64)).save(tmp_path / "app.ico", sizes=[(16, 16), (64, 64), (32, 32)])

    output = convert(tmp_path / "app.ico", "png")

    assert opened(output).size == (64, 64)
    assert "largest of the 3" in " ".join(output.notes)


def test_a_set_bit_of_an_x_bitmap_is_ink(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "half.xbm"
    path.write_text(
        "#define half_width 16\n#define half_height 1\nstatic char half_bits[] = {\n0xff, 0x00};\n"
    )

    picture = opened(convert(path, "png")).convert("L")

    assert (picture.getpixel((2, 0)), picture.getpixel((12, 0))) == (0, 255)


def test_a_jpeg_within_a_jxl_stands_upright(quarters: Image.Image, tmp_path: Path, convert: Convert) -> None:
    import pillow_jxl  # noqa: F401 - makes Pillow know the format

    exif = Image.Exif()
    exif[0x0112] = 6
    quarters.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    with Image.open(tmp_path / "photo.jpg") as photo:
        photo.save(tmp_path / "photo.jxl", lossless_jpeg=True)

    output = convert(tmp_path / "photo.jxl", "png", metadata="all")

    assert opened(output).size == (48, 64)
    assert corners(opened(output)) == [BLUE, RED, WHITE, GREEN]


@pytest.mark.parametrize("target", ["bmp", "jxl", "pdf", "ico"])
def test_the_size_is_what_the_fit_says_whoever_writes(tmp_path: Path, convert: Convert, target: str) -> None:
    Image.new("RGB", (150, 100), GREEN).save(tmp_path / "photo.jpg")

    output = convert(tmp_path / "photo.jpg", target, width=30, height=30, fit="cover")

    assert read_frames(output.files[0].path, target).frames[0].size == (30, 30)


def test_a_file_without_pages_has_no_second_one(tmp_path: Path, convert: Convert) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "dot.bmp")

    with pytest.raises(InvalidInputError, match="holds one picture") as refusal:
        convert(tmp_path / "dot.bmp", "png", frame=1)

    assert refusal.value.code == "input_not_allowed"


def test_a_profile_that_is_no_profile_does_no_harm(tmp_path: Path, convert: Convert) -> None:
    Image.new("RGB", (16, 16), RED).save(tmp_path / "photo.png", icc_profile=b"no profile at all" * 20)

    picture = opened(convert(tmp_path / "photo.png", "bmp"))

    assert near(picture.getpixel((8, 8)), RED)


def test_a_colour_profile_survives_jxl_as_colours(tmp_path: Path, convert: Convert) -> None:
    path = wide_green(tmp_path / "wide.tiff")

    again = convert(convert(path, "jxl", lossless=True).files[0].path, "png")

    profile = ImageCms.ImageCmsProfile(BytesIO(opened(again).info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile) or near(
        opened(again).getpixel((9, 9)), (60, 160, 60)
    )
