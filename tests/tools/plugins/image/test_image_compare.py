"""`image-compare`: its numbers are those of the formulas, and its picture shows the right place."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.compare_options import ImageComparison
from apps.tools.plugins.image.image_compare import ImageCompare
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BarePng, opened


def compare(run_directly: RunDirectly, *paths: Path, **options: object) -> ImageComparison:
    result = run_directly(ImageCompare(), paths, picture="none", **options).result  # type: ignore[arg-type]
    assert isinstance(result, ImageComparison)
    return result


def reference_ssim(one: Image.Image, other: Image.Image) -> float:
    """The formula of Wang et al. as OpenCV and NumPy compute it."""
    x, y = (np.asarray(picture.convert("L"), np.float64) for picture in (one, other))

    def blur(values: np.ndarray) -> np.ndarray:
        return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5))

    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mx, my = blur(x), blur(y)
    vx, vy, cov = blur(x * x) - mx**2, blur(y * y) - my**2, blur(x * y) - mx * my
    quality = ((2 * mx * my + c1) * (2 * cov + c2)) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    return float(quality[5:-5, 5:-5].mean())


@pytest.fixture
def photo() -> Image.Image:
    """Something with edges, slopes and grain, in grey."""
    slope = Image.linear_gradient("L").resize((120, 90))
    grain = Image.effect_noise((120, 90), 40)
    return Image.blend(slope, grain, 0.4)


@pytest.mark.parametrize("quality", [5, 30, 90])
def test_the_numbers_are_those_of_the_formulas(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image, quality: int
) -> None:
    photo.save(tmp_path / "one.png")
    photo.save(tmp_path / "other.jpg", quality=quality)
    other = Image.open(tmp_path / "other.jpg")

    found = compare(run_directly, tmp_path / "one.png", tmp_path / "other.jpg")

    x, y = (np.asarray(picture, np.float64) for picture in (photo, other))
    assert found.ssim == pytest.approx(reference_ssim(photo, other), abs=0.003)
    assert found.psnr == pytest.approx(10 * np.log10(255**2 / ((x - y) ** 2).mean()), abs=0.05)
    assert found.largest_difference == np.abs(x - y).max()
    assert found.differing_pixels == (x != y).sum()
    assert found.differing_share == pytest.approx((x != y).mean())
    assert not found.identical


def test_a_picture_is_like_itself_in_another_lossless_format(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "one.png")
    quarters.save(tmp_path / "other.webp", lossless=True)

    found = compare(run_directly, tmp_path / "one.png", tmp_path / "other.webp")

    assert found.identical
    assert (found.ssim, found.psnr, found.differing_pixels, found.differing_share) == (1, None, 0, 0)


def test_a_tolerance_overlooks_small_errors(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "one.png")
    other = quarters.copy()
    other.putpixel((3, 3), (225, 30, 30))
    other.putpixel((9, 9), (0, 0, 0))
    other.save(tmp_path / "other.png")

    exact = compare(run_directly, tmp_path / "one.png", tmp_path / "other.png")
    tolerant = compare(run_directly, tmp_path / "one.png", tmp_path / "other.png", tolerance=5)

    assert (exact.differing_pixels, tolerant.differing_pixels) == (2, 1)
    assert exact.largest_difference == 220


def test_the_picture_shows_what_differs_in_red(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "one.png")
    other = quarters.copy()
    other.paste((0, 0, 0), (40, 30, 50, 40))
    other.save(tmp_path / "other.png")
    paths = [tmp_path / "one.png", tmp_path / "other.png"]

    shown = opened(run_directly(ImageCompare(), paths))
    plain = opened(run_directly(ImageCompare(), paths, picture="difference"))

    assert near(shown.getpixel((45, 35)), (230, 3, 3), by=8)
    grey = shown.getpixel((10, 10))
    assert isinstance(grey, tuple)
    assert grey[0] == grey[1] == grey[2] > 160
    assert plain.mode == "L"
    assert (plain.getpixel((45, 35)), plain.getpixel((10, 10))) == (250, 0)


def test_what_nobody_sees_makes_no_difference(tmp_path: Path, run_directly: RunDirectly) -> None:
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(tmp_path / "one.png")
    Image.new("RGBA", (20, 20), (0, 255, 0, 0)).save(tmp_path / "other.png")
    Image.new("RGBA", (20, 20), (0, 255, 0, 255)).save(tmp_path / "seen.png")

    assert compare(run_directly, tmp_path / "one.png", tmp_path / "other.png").identical
    assert compare(run_directly, tmp_path / "one.png", tmp_path / "seen.png").differing_share == 1


def test_two_sizes_are_refused_unless_one_may_change(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "one.png")
    quarters.resize((128, 96)).save(tmp_path / "other.png")
    paths = (tmp_path / "one.png", tmp_path / "other.png")

    with pytest.raises(InvalidInputError, match=r"64 x 48.*128 x 96.*resize") as refusal:
        compare(run_directly, *paths)
    assert refusal.value.code == "input_not_allowed"
    output = run_directly(ImageCompare(), paths, resize=True)
    assert isinstance(output.result, ImageComparison)
    assert output.result.ssim > 0.9
    assert "brought to 64 x 48" in " ".join(output.notes)


def test_a_photo_and_its_upright_copy_are_the_same(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    quarters.save(tmp_path / "tagged.png", exif=exif)
    quarters.transpose(Image.Transpose.ROTATE_180).save(tmp_path / "upright.png")

    assert compare(run_directly, tmp_path / "tagged.png", tmp_path / "upright.png").identical


def test_hostile_files_are_refused(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image, bare_png: BarePng
) -> None:
    quarters.save(tmp_path / "one.png")
    cut = tmp_path / "cut.jpg"
    Image.effect_noise((64, 48), 90).save(cut)
    cut.write_bytes(cut.read_bytes()[:1_500])

    for path, code in ((bare_png(9_000, 9_000), "input_limit"), (cut, "input_corrupt")):
        with pytest.raises(InvalidInputError) as refusal:
            compare(run_directly, tmp_path / "one.png", path)
        assert refusal.value.code == code
