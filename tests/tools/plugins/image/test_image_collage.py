"""`image-collage`: every picture is on the sheet, where the layout says."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.collage_layout import lay_out
from apps.tools.plugins.image.collage_options import ImageCollageOptions
from apps.tools.plugins.image.image_collage import ImageCollage
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, BarePng, opened

COLOURS = (RED, GREEN, BLUE, (240, 220, 40), (30, 30, 30))


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Five colours in five formats, each twice as wide as high."""
    paths = []
    for number, (colour, format) in enumerate(
        zip(COLOURS, ("png", "jpg", "webp", "bmp", "tiff"), strict=True)
    ):
        path = tmp_path / f"Bild-{number}.{format}"
        Image.new("RGB", (200, 100), colour).save(path, quality=95, lossless=True)
        paths.append(path)
    return paths


def test_a_contact_sheet_has_all_pictures_in_their_order(
    run_directly: RunDirectly, pictures: list[Path], reported: list[tuple[float, str]]
) -> None:
    output = run_directly(
        ImageCollage(), pictures, side=100, gap=10, output_format="png", background="#808080"
    )

    sheet = opened(output)
    assert sheet.size == (10 + 3 * 110, 10 + 2 * 110)
    for number, colour in enumerate(COLOURS):
        left, top = 10 + number % 3 * 110, 10 + number // 3 * 110
        assert near(sheet.getpixel((left + 50, top + 50)), colour, by=6)
        assert near(sheet.getpixel((left + 3, top + 50)), colour, by=6)
        assert sheet.getpixel((left + 50, top + 10)) == (128, 128, 128)
    assert sheet.getpixel((330, 220)) == (128, 128, 128)
    assert reported[-1] == (0.8, "picture 5 of 5")
    assert output.files[0].name == "collage.png"


def test_cover_fills_the_cells(run_directly: RunDirectly, pictures: list[Path]) -> None:
    sheet = opened(
        run_directly(
            ImageCollage(), pictures[:2], side=80, gap=0, columns=1, fit="cover", output_format="png"
        )
    )

    assert sheet.size == (80, 160)
    assert near(sheet.getpixel((2, 2)), RED, by=6)
    assert near(sheet.getpixel((77, 157)), GREEN, by=6)


def test_a_strip_has_one_height(tmp_path: Path, run_directly: RunDirectly) -> None:
    Image.new("RGB", (50, 100), RED).save(tmp_path / "standing.png")
    Image.new("RGB", (30, 10), GREEN).save(tmp_path / "small.png")
    paths = [tmp_path / "standing.png", tmp_path / "small.png"]

    row = opened(run_directly(ImageCollage(), paths, layout="row", side=60, gap=5, output_format="png"))
    column = opened(run_directly(ImageCollage(), paths, layout="column", side=60, gap=5, output_format="png"))

    assert row.size == (5 + 30 + 5 + 180 + 5, 70)
    assert near(row.getpixel((214, 7)), GREEN, by=6)
    assert column.size == (70, 5 + 120 + 5 + 20 + 5)
    assert near(column.getpixel((60, 147)), GREEN, by=6)


@pytest.mark.parametrize(("background", "ink"), [("#ffffff", 0), ("#000000", 255)])
def test_captions_stand_below_and_can_be_read(
    run_directly: RunDirectly, pictures: list[Path], background: str, ink: int
) -> None:
    options = {"side": 150, "gap": 10, "output_format": "png", "background": background}

    bare = opened(run_directly(ImageCollage(), pictures[:2], **options))  # type: ignore[arg-type]
    named = opened(run_directly(ImageCollage(), pictures[:2], **options, captions=True))  # type: ignore[arg-type]

    assert named.height > bare.height
    below = np.asarray(named.crop((10, 160, 160, named.height - 5)).convert("L"))
    assert (np.abs(below.astype(int) - ink) < 40).any()
    assert np.abs(below.astype(int) - (255 - ink)).min() == 0


def test_a_clear_picture_shows_the_background(tmp_path: Path, run_directly: RunDirectly) -> None:
    for name in ("one", "two"):
        Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / f"{name}.png")

    sheet = opened(
        run_directly(
            ImageCollage(),
            [tmp_path / "one.png", tmp_path / "two.png"],
            background="#1e3cd2",
            output_format="png",
        )
    )

    assert sheet.getcolors() == [(sheet.width * sheet.height, BLUE)]


def test_photos_are_upright(tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    quarters.save(tmp_path / "photo.jpg", exif=exif, quality=95)

    sheet = opened(
        run_directly(
            ImageCollage(),
            [tmp_path / "photo.jpg"] * 2,
            layout="row",
            side=64,
            gap=0,
            output_format="png",
        )
    )

    assert sheet.size == (96, 64)
    assert near(sheet.getpixel((40, 8)), RED)


@pytest.mark.parametrize(("count", "columns"), [(2, 2), (4, 2), (5, 3), (9, 3), (10, 4), (200, 15)])
def test_a_sheet_is_about_a_square(count: int, columns: int) -> None:
    sheet = lay_out([(10, 10)] * count, options=ImageCollageOptions(side=16, gap=0), caption=0)

    assert sheet.width == columns * 16
    assert sheet.height == -(-count // columns) * 16


def test_a_sheet_that_no_run_can_hold_is_refused_before_drawing(
    tmp_path: Path, run_directly: RunDirectly
) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "one.png")

    with pytest.raises(InvalidInputError, match="The collage would be") as refusal:
        run_directly(ImageCollage(), [tmp_path / "one.png"] * 20, side=4_000)
    assert refusal.value.code == "input_limit"


def test_one_bad_picture_is_named(
    tmp_path: Path, run_directly: RunDirectly, pictures: list[Path], bare_png: BarePng
) -> None:
    cut = tmp_path / "cut.png"
    Image.effect_noise((60, 60), 90).save(cut)
    cut.write_bytes(cut.read_bytes()[:1_000])

    for bad, code in ((cut, "input_corrupt"), (bare_png(20_000, 20_000), "input_limit")):
        with pytest.raises(InvalidInputError, match=bad.name) as refusal:
            run_directly(ImageCollage(), [pictures[0], bad])
        assert refusal.value.code == code
