"""`image-crop`: which part is kept, of every frame alike."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.image_crop import ImageCrop, ImageCropped
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, WHITE, opened


def test_a_box_is_cut_out_pixel_by_pixel(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "photo.png")
    area = {"by": "box", "left": 30, "top": 20, "width": 10, "height": 8}

    output = run_directly(ImageCrop(), [tmp_path / "photo.png"], area=area)

    assert opened(output).tobytes() == quarters.crop((30, 20, 40, 28)).tobytes()
    assert output.result == ImageCropped(left=30, top=20, width=10, height=8)


@pytest.mark.parametrize(
    ("area", "corner", "size"),
    [
        ({"by": "ratio", "across": 1, "down": 1}, (8, 0), (48, 48)),
        ({"by": "ratio", "across": 1, "down": 1, "focus": "left"}, (0, 0), (48, 48)),
        ({"by": "ratio", "across": 2, "down": 1, "focus": "bottom_right"}, (0, 16), (64, 32)),
        ({"by": "size", "width": 20, "height": 10, "focus": "top_right"}, (44, 0), (20, 10)),
        ({"by": "size", "width": 20, "height": 10, "focus": "bottom_left"}, (0, 38), (20, 10)),
    ],
)
def test_proportions_and_sizes_are_cut_at_their_place(
    tmp_path: Path,
    run_directly: RunDirectly,
    quarters: Image.Image,
    area: dict[str, Any],
    corner: tuple[int, int],
    size: tuple[int, int],
) -> None:
    quarters.save(tmp_path / "photo.png")

    output = run_directly(ImageCrop(), [tmp_path / "photo.png"], area=area)

    expected = quarters.crop((*corner, corner[0] + size[0], corner[1] + size[1]))
    assert opened(output).tobytes() == expected.tobytes()


@pytest.mark.parametrize("focus", ["attention", "entropy"])
def test_what_is_worth_seeing_is_kept(tmp_path: Path, run_directly: RunDirectly, focus: str) -> None:
    picture = Image.new("RGB", (300, 80), (128, 128, 128))
    draw = ImageDraw.Draw(picture)
    for step in range(8):
        draw.ellipse((230 + step, 20 + step, 280 - step, 70 - step), outline=(220, 30 * step, 40))
    picture.save(tmp_path / "photo.png")
    area = {"by": "ratio", "across": 1, "down": 1, "focus": focus}

    result = run_directly(ImageCrop(), [tmp_path / "photo.png"], area=area).result

    assert isinstance(result, ImageCropped)
    assert (result.width, result.height) == (80, 80)
    assert result.left > 180


def test_the_box_is_of_the_upright_picture(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8  # shown with its right side up
    quarters.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    area = {"by": "box", "width": 20, "height": 20}

    picture = opened(run_directly(ImageCrop(), [tmp_path / "photo.jpg"], area=area))

    assert near(picture.getpixel((10, 10)), GREEN)


def test_every_frame_is_cut_alike(tmp_path: Path, run_directly: RunDirectly) -> None:
    frames = [Image.new("RGB", (40, 30), WHITE) for _ in range(3)]
    for frame, colour in zip(frames, (RED, GREEN, BLUE), strict=True):
        frame.paste(colour, (10, 10, 20, 20))
    path = tmp_path / "moving.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    area = {"by": "box", "left": 10, "top": 10, "width": 10, "height": 10}

    picture = opened(run_directly(ImageCrop(), [path], area=area))

    assert (picture.size, getattr(picture, "n_frames", 1)) == ((10, 10), 3)
    durations = []
    for number, colour in enumerate((RED, GREEN, BLUE)):
        picture.seek(number)
        colours = picture.convert("RGB").getcolors() or []
        assert [count for count, _ in colours] == [100]
        assert near(colours[0][1], colour, by=2)
        durations.append(picture.info["duration"])
    assert durations == [100, 200, 300]


@pytest.mark.parametrize(
    "area",
    [
        {"by": "box", "left": 60, "width": 10, "height": 10},
        {"by": "box", "top": 40, "width": 10, "height": 10},
        {"by": "size", "width": 65, "height": 10},
        {"by": "size", "width": 65, "height": 10, "focus": "attention"},
    ],
)
def test_a_part_that_the_picture_does_not_have_is_refused_with_its_size(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image, area: dict[str, Any]
) -> None:
    quarters.save(tmp_path / "photo.png")

    with pytest.raises(InvalidInputError, match="64 x 48") as refusal:
        run_directly(ImageCrop(), [tmp_path / "photo.png"], area=area)
    assert refusal.value.code == "input_not_allowed"
