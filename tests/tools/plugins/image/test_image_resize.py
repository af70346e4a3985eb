"""`image-resize`: sizes, proportions, frames and profiles."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image.image_resize import ImageResize
from apps.tools.plugins.image.resize_options import ImageResizeOptions
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, WHITE, BarePng, opened


@pytest.mark.parametrize(
    ("size", "enlarge", "expected"),
    [
        ({"by": "width", "width": 32}, False, (32, 24)),
        ({"by": "height", "height": 12}, False, (16, 12)),
        ({"by": "percent", "percent": 25}, False, (16, 12)),
        ({"by": "percent", "percent": 200}, True, (128, 96)),
        ({"by": "longest_side", "longest_side": 32}, False, (32, 24)),
        ({"by": "box", "width": 30, "height": 30}, False, (30, 22)),
        ({"by": "box", "width": 20, "height": 20, "fit": "cover"}, False, (20, 20)),
        ({"by": "box", "width": 20, "height": 40, "fit": "exact"}, False, (20, 40)),
        ({"by": "box", "width": 20, "height": 100, "fit": "exact"}, False, (20, 48)),
        ({"by": "box", "width": 100, "height": 100, "fit": "cover"}, True, (100, 100)),
        ({"by": "box", "width": 100, "height": 100, "fit": "exact"}, True, (100, 100)),
        ({"by": "box", "width": 128, "height": 128}, True, (128, 96)),
    ],
)
def test_each_way_to_say_a_size(
    tmp_path: Path,
    run_directly: RunDirectly,
    quarters: Image.Image,
    size: dict[str, Any],
    enlarge: bool,
    expected: tuple[int, int],
) -> None:
    quarters.save(tmp_path / "photo.png")

    output = run_directly(ImageResize(), [tmp_path / "photo.png"], size=size, enlarge=enlarge)

    assert opened(output).size == expected
    assert opened(output).format == "PNG"


def test_a_small_picture_stays_and_the_owner_is_told(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "small.png")

    output = run_directly(ImageResize(), [tmp_path / "small.png"], size={"by": "width", "width": 500})

    assert opened(output).size == (64, 48)
    assert "was not enlarged" in " ".join(output.notes)


def test_a_photo_held_upright_is_measured_as_it_is_shown(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    quarters.save(tmp_path / "photo.jpg", exif=exif, quality=95)

    picture = opened(run_directly(ImageResize(), [tmp_path / "photo.jpg"], size={"by": "width", "width": 24}))

    assert picture.size == (24, 32)
    assert near(picture.getpixel((2, 2)), BLUE)
    assert near(picture.getpixel((21, 2)), RED)
    assert near(picture.getpixel((21, 29)), GREEN)
    assert 0x0112 not in picture.getexif()


@pytest.mark.parametrize("format", ["gif", "webp", "apng"])
def test_an_animation_keeps_its_frames_and_their_times(
    tmp_path: Path, run_directly: RunDirectly, format: str
) -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, GREEN, BLUE)]
    path = tmp_path / f"moving.{format}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[120, 250, 400], loop=3)

    picture = opened(run_directly(ImageResize(), [path], size={"by": "width", "width": 20}))

    assert (picture.size, getattr(picture, "n_frames", 1)) == ((20, 15), 3)
    for number, (colour, duration) in enumerate(zip((RED, GREEN, BLUE), (120, 250, 400), strict=True)):
        picture.seek(number)
        assert near(picture.convert("RGB").getpixel((10, 7)), colour)
        assert picture.info["duration"] == duration
    assert picture.info["loop"] == 3


def test_sixteen_bits_alpha_and_profile_survive(tmp_path: Path, run_directly: RunDirectly) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("I;16", (40, 40), 40_000).save(tmp_path / "deep.png")
    half = Image.new("RGBA", (40, 40), (200, 10, 10, 128))
    half.save(tmp_path / "half.png", icc_profile=profile)
    size = {"by": "percent", "percent": 50}

    deep = opened(run_directly(ImageResize(), [tmp_path / "deep.png"], size=size))
    clear = opened(run_directly(ImageResize(), [tmp_path / "half.png"], size=size))

    assert deep.mode == "I;16"
    assert deep.getpixel((10, 10)) == 40_000
    assert near(clear.getpixel((10, 10)), (200, 10, 10, 128), by=1)
    assert clear.info["icc_profile"] == profile


def test_a_size_that_no_run_can_hold_is_refused_before_decoding(
    bare_png: BarePng, run_directly: RunDirectly
) -> None:
    path = bare_png(2_000, 2_000, rows=bytes(502_000))

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(ImageResize(), [path], size={"by": "percent", "percent": 1_000}, enlarge=True)
    assert refusal.value.code == "input_limit"


def test_a_picture_that_is_cut_off_is_damaged(tmp_path: Path, run_directly: RunDirectly) -> None:
    path = tmp_path / "cut.jpg"
    Image.effect_noise((200, 200), 90).save(path)
    path.write_bytes(path.read_bytes()[:5_000])

    with pytest.raises(InvalidInputError, match=r"'cut\.jpg' is damaged") as refusal:
        run_directly(ImageResize(), [path], size={"by": "width", "width": 100})
    assert refusal.value.code == "input_corrupt"


def test_a_clear_picture_as_jpeg_has_the_background_asked_for(
    tmp_path: Path, run_directly: RunDirectly
) -> None:
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "clear.png")

    output: ToolOutput = run_directly(
        ImageResize(),
        [tmp_path / "clear.png"],
        size={"by": "width", "width": 20},
        output_format="jpg",
        background="#1e3cd2",
    )

    assert near(opened(output).getpixel((10, 10)), BLUE)
    assert "filled" in " ".join(output.notes)
    assert not near(opened(output).getpixel((10, 10)), WHITE)


@pytest.mark.parametrize(
    "size", [{"by": "width"}, {"by": "width", "width": 0}, {"by": "area", "width": 1}, {"width": 3}]
)
def test_a_size_that_says_too_little_is_refused(size: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ImageResizeOptions.model_validate({"size": size})


def test_each_way_to_say_a_size_can_be_drawn_as_a_form() -> None:
    schema = ImageResizeOptions.model_json_schema()

    size = schema["properties"]["size"]
    assert size["discriminator"]["propertyName"] == "by"
    assert set(size["discriminator"]["mapping"]) == {"width", "height", "percent", "longest_side", "box"}
    for reference in size["discriminator"]["mapping"].values():
        member = schema["$defs"][reference.rpartition("/")[2]]
        assert member["additionalProperties"] is False
        assert all(option["description"] and option["x-ui"] for option in member["properties"].values())
        assert not member["title"].startswith("To")
        assert member["properties"]["by"]["const"]
