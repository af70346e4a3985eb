"""`image-compress`: budgets and floors are kept, and the numbers told are true."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image.bisection import last_that_fits
from apps.tools.plugins.image.compare_options import ImageComparison
from apps.tools.plugins.image.compress_options import ImageCompressed
from apps.tools.plugins.image.image_compare import ImageCompare
from apps.tools.plugins.image.image_compress import ImageCompress
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.conftest import opened


@pytest.fixture
def photo() -> Image.Image:
    """Slopes, edges and some grain, 240 x 180."""
    slope = Image.linear_gradient("L").resize((240, 180))
    turned = Image.radial_gradient("L").resize((240, 180))
    grain = Image.effect_noise((240, 180), 30)
    return Image.merge("RGB", (Image.blend(slope, grain, 0.25), turned, slope.rotate(180)))


def result_of(output: ToolOutput) -> ImageCompressed:
    assert isinstance(output.result, ImageCompressed)
    return output.result


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "avif"])
@pytest.mark.parametrize("budget", [9_000, 2_500])
def test_a_budget_of_bytes_is_kept(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image, format: str, budget: int
) -> None:
    path = tmp_path / f"photo.{format}"
    photo.save(path, quality=100)

    output = run_directly(ImageCompress(), [path], goal={"by": "size", "max_bytes": budget})

    result, size = result_of(output), output.files[0].path.stat().st_size
    assert output.files[0].format == format
    assert budget * 0.4 < size <= budget
    assert (result.bytes_before, result.bytes_after) == (path.stat().st_size, size)
    assert result.trials <= 14
    assert opened(output).size == (result.width, result.height)


def test_a_picture_is_made_smaller_only_where_that_is_allowed(
    tmp_path: Path, run_directly: RunDirectly
) -> None:
    Image.effect_noise((240, 180), 120).save(tmp_path / "photo.jpg", quality=95)
    goal = {"by": "size", "max_bytes": 1_500}

    smaller = run_directly(ImageCompress(), [tmp_path / "photo.jpg"], goal=goal)
    with pytest.raises(InvalidInputError, match="1,500 bytes") as refusal:
        run_directly(ImageCompress(), [tmp_path / "photo.jpg"], goal=goal | {"shrink": False})

    assert result_of(smaller).width < 240
    assert "made smaller" in " ".join(smaller.notes)
    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize("format", ["jpg", "webp", "avif"])
def test_a_floor_of_likeness_is_kept_and_told_truly(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image, format: str
) -> None:
    photo.save(tmp_path / "photo.png")

    output = run_directly(
        ImageCompress(),
        [tmp_path / "photo.png"],
        goal={"by": "likeness", "min_ssim": 0.9},
        output_format=format,
    )

    result = result_of(output)
    compared = run_directly(ImageCompare(), [tmp_path / "photo.png", output.files[0].path]).result
    assert isinstance(compared, ImageComparison)
    assert 0.9 <= compared.ssim < 0.96
    assert result.ssim == pytest.approx(compared.ssim, abs=0.002)
    assert result.quality is not None
    assert result.quality < 98
    assert result.bytes_after < result.bytes_before
    assert result.saved_percent == pytest.approx(
        100 - 100 * result.bytes_after / result.bytes_before, abs=0.1
    )


def test_a_higher_floor_makes_a_larger_file(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image
) -> None:
    photo.save(tmp_path / "photo.jpg", quality=98)

    sizes = [
        result_of(
            run_directly(
                ImageCompress(), [tmp_path / "photo.jpg"], goal={"by": "likeness", "min_ssim": floor}
            )
        ).bytes_after
        for floor in (0.7, 0.8, 0.9)
    ]

    assert sizes[0] < sizes[1] < sizes[2]


def test_the_smallest_of_three_formats_is_found_with_progress(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image, reported: list[tuple[float, str]]
) -> None:
    photo.save(tmp_path / "photo.bmp")
    goal: dict[str, Any] = {"by": "likeness", "min_ssim": 0.92}

    best = result_of(
        run_directly(ImageCompress(), [tmp_path / "photo.bmp"], goal=goal, output_format="smallest")
    )
    fractions = [fraction for fraction, _ in reported]
    sizes = {
        format: result_of(
            run_directly(ImageCompress(), [tmp_path / "photo.bmp"], goal=goal, output_format=format)
        ).bytes_after
        for format in ("jpg", "webp", "avif")
    }

    assert best.bytes_after == min(sizes.values())
    assert best.format == min(sizes, key=lambda format: sizes[format])
    assert len(fractions) == best.trials > 10
    assert fractions == sorted(fractions)
    assert "quality" in reported[0][1]


def test_a_file_within_its_budget_stays_as_it_is(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image
) -> None:
    photo.save(tmp_path / "photo.jpg", quality=50)

    output = run_directly(
        ImageCompress(), [tmp_path / "photo.jpg"], goal={"by": "size", "max_bytes": 1_000_000}
    )

    assert output.files[0].path.read_bytes() == (tmp_path / "photo.jpg").read_bytes()
    assert (result_of(output).saved_percent, result_of(output).trials) == (0, 0)


def test_a_result_is_never_larger_than_the_file_was(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image
) -> None:
    photo.save(tmp_path / "photo.jpg", quality=10, optimize=True, progressive=True)

    output = run_directly(
        ImageCompress(), [tmp_path / "photo.jpg"], goal={"by": "likeness", "min_ssim": 0.999}
    )

    assert output.files[0].path.read_bytes() == (tmp_path / "photo.jpg").read_bytes()
    assert "not changed" in " ".join(output.notes)


def test_transparency_profile_and_motion_survive(tmp_path: Path, run_directly: RunDirectly) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grain = Image.effect_noise((120, 90), 60)
    clear = Image.merge("RGBA", (grain, grain, grain, Image.linear_gradient("L").resize((120, 90))))
    clear.save(tmp_path / "clear.png", icc_profile=profile)
    frames = [Image.effect_noise((60, 40), 60).convert("RGB") for _ in range(3)]
    frames[0].save(
        tmp_path / "moving.gif", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0
    )

    still = opened(run_directly(ImageCompress(), [tmp_path / "clear.png"], output_format="smallest"))
    moving = opened(run_directly(ImageCompress(), [tmp_path / "moving.gif"]))

    alpha = np.asarray(still.convert("RGBA").getchannel("A"), np.int16)
    assert np.abs(alpha - np.asarray(clear.getchannel("A"), np.int16)).mean() < 6
    assert still.info["icc_profile"] == profile
    assert (moving.format, getattr(moving, "n_frames", 1)) == ("WEBP", 3)
    durations = []
    for number in range(3):
        moving.seek(number)
        moving.load()
        durations.append(moving.info["duration"])
    assert durations == [100, 200, 300]


def test_camera_and_place_do_not_survive(
    tmp_path: Path, run_directly: RunDirectly, photo: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "CANARY", 6
    photo.save(tmp_path / "photo.jpg", quality=98, exif=exif)

    output = run_directly(ImageCompress(), [tmp_path / "photo.jpg"])

    assert b"CANARY" not in output.files[0].path.read_bytes()
    assert opened(output).size == (180, 240)


def test_a_picture_that_is_cut_off_is_damaged(tmp_path: Path, run_directly: RunDirectly) -> None:
    path = tmp_path / "cut.webp"
    Image.effect_noise((200, 200), 90).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:3_000])

    with pytest.raises(InvalidInputError, match=r"'cut\.webp' is damaged") as refusal:
        run_directly(ImageCompress(), [path])
    assert refusal.value.code == "input_corrupt"


@pytest.mark.parametrize(("limit", "expected"), [(0, None), (1, 10), (7, 16), (30, 39), (99, 39)])
def test_bisection_finds_the_last_number_that_fits(limit: int, expected: int | None) -> None:
    tried: list[int] = []

    def attempt(number: int) -> int:
        tried.append(number)
        return number

    assert last_that_fits(attempt, lambda number: number < 10 + limit, range(10, 40)) == expected
    assert len(tried) <= 5
