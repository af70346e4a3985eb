from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener
from pypdf import PdfReader

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.images_to_pdf import ImagesToPdf
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.readings import Colour, colour_at, drawn, is_near, shown_sizes, unpacked

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 60), (30, 60, 210), (250, 250, 250)
CORNERS = ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8))

register_heif_opener()


@pytest.fixture
def quarters() -> Image.Image:
    """96 x 48 pixels: red, green / blue, white."""
    picture = Image.new("RGB", (96, 48), RED)
    picture.paste(GREEN, (48, 0, 96, 24))
    picture.paste(BLUE, (0, 24, 48, 48))
    picture.paste(WHITE, (48, 24, 96, 48))
    return picture


def corners(picture: Image.Image) -> list[Colour]:
    return [colour_at(picture, across, down) for across, down in CORNERS]


def stored_picture(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """What the only page draws, without the form that turns it upright."""
    (form,) = (form for _, form in pdf.pages[0].Resources.XObject.items())
    return form.Resources.XObject.Picture


def assert_alike(found: list[Colour], wanted: list[Colour], tolerance: int = 12) -> None:
    for a, b in zip(found, wanted, strict=True):
        assert is_near(a, b, tolerance), (found, wanted)


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "avif", "heic", "gif", "tiff", "bmp"])
def test_a_picture_becomes_a_page_of_its_size_and_colours(
    run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image, format: str
) -> None:
    path = tmp_path / f"picture.{format}"
    quarters.save(path)

    page = run_directly(ImagesToPdf(), [path]).files[0].path

    assert shown_sizes(page) == [(72, 36)]
    assert_alike(corners(drawn(page, dpi=96)), [RED, GREEN, BLUE, WHITE])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_stands_upright_without_being_encoded_again(
    run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image, orientation: int
) -> None:
    path, exif = tmp_path / "photo.jpg", Image.Exif()
    exif[274] = orientation
    quarters.save(path, exif=exif, quality=95)
    upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")

    page = run_directly(ImagesToPdf(), [path]).files[0].path

    assert shown_sizes(page) == [(round(upright.width * 0.75), round(upright.height * 0.75))]
    assert_alike(corners(drawn(page, dpi=96)), corners(upright))
    with Image.open(path) as photo, pikepdf.open(page) as pdf:
        stored = Image.open(BytesIO(stored_picture(pdf).read_raw_bytes()))
        assert stored.tobytes() == photo.tobytes()


def test_place_camera_and_comments_of_a_photo_stay_out(
    run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image
) -> None:
    path, exif = tmp_path / "photo.jpg", Image.Exif()
    exif[271] = "CANARY-MAKER"
    quarters.save(path, exif=exif, comment=b"CANARY-COMMENT", xmp=b"CANARY-XMP")

    assert b"CANARY" in path.read_bytes()
    assert b"CANARY" not in unpacked(run_directly(ImagesToPdf(), [path]).files[0].path)


@pytest.mark.parametrize(
    ("mode", "space"), [("L", "/DeviceGray"), ("RGB", "/DeviceRGB"), ("CMYK", "/DeviceCMYK")]
)
def test_a_jpeg_keeps_its_colour_space(
    run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image, mode: str, space: str
) -> None:
    path = tmp_path / "photo.jpg"
    quarters.convert(mode).save(path, quality=95)

    page = run_directly(ImagesToPdf(), [path]).files[0].path

    with pikepdf.open(page) as pdf:
        assert stored_picture(pdf).ColorSpace == pikepdf.Name(space)
    wanted = corners(quarters.convert(mode).convert("RGB"))
    assert_alike(corners(drawn(page, dpi=96)), wanted, 75 if mode == "CMYK" else 12)


def test_a_profile_goes_along(run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image) -> None:
    path = tmp_path / "photo.jpg"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    quarters.save(path, icc_profile=profile)

    with pikepdf.open(run_directly(ImagesToPdf(), [path]).files[0].path) as pdf:
        kind, stream = stored_picture(pdf).ColorSpace.as_list()
        assert kind == pikepdf.Name.ICCBased
        assert stream.read_bytes() == profile


@pytest.mark.parametrize("format", ["png", "webp", "tiff"])
def test_what_shows_through_shows_the_paper(
    run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image, format: str
) -> None:
    path = tmp_path / f"logo.{format}"
    quarters.putalpha(Image.linear_gradient("L").resize((96, 48)))
    quarters.save(path)

    page = drawn(run_directly(ImagesToPdf(), [path]).files[0].path, dpi=96)

    paper = Image.new("RGBA", quarters.size, "white")
    paper.alpha_composite(quarters)
    assert_alike(corners(page), corners(paper.convert("RGB")), 16)


def test_a_png_keeps_every_pixel(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "noise.png"
    noise = Image.effect_noise((40, 30), 90).convert("RGB")
    noise.save(path)

    page = run_directly(ImagesToPdf(), [path]).files[0].path

    (image,) = PdfReader(page).pages[0].images
    assert image.image
    assert image.image.tobytes() == noise.tobytes()


@pytest.mark.parametrize(
    ("options", "size", "where"),
    [
        ({"page_size": "a4"}, (842, 595), {(0.02, 0.45): RED, (0.98, 0.6): WHITE}),
        (
            {"page_size": "a4", "orientation": "portrait"},
            (595, 842),
            {(0.1, 0.1): (255, 255, 255), (0.1, 0.45): RED},
        ),
        ({"page_size": "a4", "fit": "cover", "orientation": "portrait"}, (595, 842), {(0.02, 0.02): RED}),
        (
            {"page_size": "letter", "fit": "shrink"},
            (792, 612),
            {(0.1, 0.1): (255, 255, 255), (0.49, 0.49): RED},
        ),
        ({"page_size": "a5", "margin": 20}, (595, 420), {(0.05, 0.5): (255, 255, 255), (0.3, 0.4): RED}),
        ({"dpi": 48}, (144, 72), {(0.02, 0.02): RED}),
        ({"margin": 25.4, "dpi": 96}, (216, 180), {(0.2, 0.5): (255, 255, 255), (0.4, 0.45): RED}),
    ],
)
def test_pages_have_the_size_and_the_margin_wanted(
    run_directly: RunDirectly,
    tmp_path: Path,
    quarters: Image.Image,
    options: dict[str, Any],
    size: tuple[int, int],
    where: dict[tuple[float, float], Colour],
) -> None:
    path = tmp_path / "picture.png"
    quarters.save(path)

    page = run_directly(ImagesToPdf(), [path], **options).files[0].path

    assert shown_sizes(page) == [size]
    picture = drawn(page)
    for (across, down), colour in where.items():
        assert is_near(colour_at(picture, across, down), colour), (across, down)


def test_a_scan_has_the_size_of_its_paper(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    Image.new("L", (300, 150), 128).save(path, dpi=(300, 300))

    assert shown_sizes(run_directly(ImagesToPdf(), [path]).files[0].path) == [(72, 36)]


def test_pages_follow_the_order_of_files_and_every_page_of_a_tiff(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    colours: list[Colour] = [(200, 0, 0), (0, 200, 0), (0, 0, 200)]
    first, *others = (Image.new("RGB", (30, 30), colour) for colour in colours)
    first.save(tmp_path / "fax.tiff", save_all=True, append_images=others)
    first.save(tmp_path / "moving.gif", save_all=True, append_images=others, duration=100)
    Image.new("RGB", (30, 30), "yellow").save(tmp_path / "last.png")

    output = run_directly(ImagesToPdf(), [tmp_path / name for name in ("fax.tiff", "moving.gif", "last.png")])

    path = output.files[0].path
    found = [colour_at(drawn(path, number), 0.5, 0.5) for number in range(5)]
    assert_alike(found, [*colours, colours[0], (255, 255, 0)])
    assert output.notes == ("'moving.gif': Only the first of 3 frames is shown.",)


def test_a_password_encrypts_the_result(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGB", (30, 30)).save(path)

    result = run_directly(ImagesToPdf(), [path], password="geheim").files[0].path

    assert PdfReader(result, password="geheim").pages[0].mediabox.width == 22.5
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(result)


def test_a_picture_that_was_cut_off_is_refused_by_name(
    run_directly: RunDirectly, tmp_path: Path, quarters: Image.Image
) -> None:
    good, cut = tmp_path / "good.jpg", tmp_path / "cut.jpg"
    Image.effect_noise((64, 64), 90).save(good)
    cut.write_bytes(good.read_bytes()[:-800])

    with pytest.raises(InvalidInputError, match=r"'cut\.jpg'") as refusal:
        run_directly(ImagesToPdf(), [good, cut])

    assert refusal.value.code == "input_corrupt"


def test_a_margin_that_leaves_no_room_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    Image.new("RGB", (30, 30)).save(path)

    with pytest.raises(InvalidInputError, match="margin of 80 mm leaves no room") as refusal:
        run_directly(ImagesToPdf(), [path], page_size="a5", margin=80)

    assert refusal.value.code == "input_not_allowed"
