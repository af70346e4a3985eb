"""`image-rotate`: which way is up, in pixels and in tags."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.image_rotate import ImageRotate
from apps.tools.plugins.image.jpeg_segments import split_jpeg
from apps.tools.plugins.image.rotate_options import ImageRotateOptions, ImageRotation
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import opened

PILLOW = {
    ("90_cw", "none"): [Image.Transpose.ROTATE_270],
    ("180", "none"): [Image.Transpose.ROTATE_180],
    ("90_ccw", "none"): [Image.Transpose.ROTATE_90],
    ("none", "horizontal"): [Image.Transpose.FLIP_LEFT_RIGHT],
    ("none", "vertical"): [Image.Transpose.FLIP_TOP_BOTTOM],
    ("90_cw", "horizontal"): [Image.Transpose.ROTATE_270, Image.Transpose.FLIP_LEFT_RIGHT],
    ("90_ccw", "vertical"): [Image.Transpose.ROTATE_90, Image.Transpose.FLIP_TOP_BOTTOM],
}
"""What Pillow calls each turn and flip; it counts the other way round."""


def turned(picture: Image.Image, turn: str, flip: str) -> Image.Image:
    for step in PILLOW[turn, flip]:
        picture = picture.transpose(step)
    return picture


def photo(path: Path, picture: Image.Image, *, orientation: int, **extra: Any) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    if orientation > 1:
        exif[0x0112] = orientation
    picture.save(path, exif=exif, quality=95, **extra)
    return path


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.tobytes() == other.tobytes()


@pytest.mark.parametrize(("turn", "flip"), PILLOW)
def test_a_png_turns_pixel_by_pixel(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image, turn: str, flip: str
) -> None:
    quarters.save(tmp_path / "photo.png")

    output = run_directly(ImageRotate(), [tmp_path / "photo.png"], turn=turn, flip=flip)

    assert same(opened(output), turned(quarters, turn, flip))
    assert isinstance(output.result, ImageRotation)
    assert output.result.method == "pixels"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("turn", "flip"), PILLOW)
def test_a_jpeg_turns_from_any_orientation_without_loss(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image, turn: str, flip: str, orientation: int
) -> None:
    path = photo(tmp_path / "photo.jpg", quarters, orientation=orientation)
    shown = ImageOps.exif_transpose(Image.open(path))

    output = run_directly(ImageRotate(), [path], turn=turn, flip=flip)

    data = output.files[0].path.read_bytes()
    assert split_jpeg(data).scan == split_jpeg(path.read_bytes()).scan
    found = ImageOps.exif_transpose(opened(output))
    assert same(found, turned(shown, turn, flip))
    assert output.result == ImageRotation(method="tag", width=found.width, height=found.height)
    assert "without loss" in " ".join(output.notes)


@pytest.mark.parametrize(("metadata", "make"), [("icc", None), ("all", "Canon")])
def test_a_tag_keeps_the_metadata_asked_for(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image, metadata: str, make: str | None
) -> None:
    path = photo(tmp_path / "photo.jpg", quarters, orientation=1, comment=b"secret")

    picture = opened(run_directly(ImageRotate(), [path], turn="90_cw", metadata=metadata))

    assert picture.getexif().get(0x010F) == make
    assert ("comment" in picture.info) == (metadata == "all")


@pytest.mark.parametrize("orientation", range(2, 9))
def test_without_options_a_photo_is_stored_as_it_is_shown(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image, orientation: int
) -> None:
    path = photo(tmp_path / "photo.jpg", quarters, orientation=orientation)
    shown = ImageOps.exif_transpose(Image.open(path))

    picture = opened(run_directly(ImageRotate(), [path], quality=100))

    assert 0x0112 not in picture.getexif()
    assert picture.size == shown.size
    for place in ((4, 4), (shown.width - 5, 4), (4, shown.height - 5)):
        expected = shown.getpixel(place)
        assert isinstance(expected, tuple)
        assert near(picture.getpixel(place), expected, by=8)


def test_a_jpeg_that_lies_right_is_not_compressed_again(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    path = photo(tmp_path / "photo.jpg", quarters, orientation=1)

    output = run_directly(ImageRotate(), [path])

    assert split_jpeg(output.files[0].path.read_bytes()).scan == split_jpeg(path.read_bytes()).scan
    assert "not compressed again" in " ".join(output.notes)


def test_another_angle_leaves_clear_corners_and_clean_edges(
    tmp_path: Path, run_directly: RunDirectly
) -> None:
    Image.new("RGB", (60, 60), (250, 10, 10)).save(tmp_path / "photo.png")

    picture = opened(run_directly(ImageRotate(), [tmp_path / "photo.png"], turn="angle", angle=45))

    assert picture.mode == "RGBA"
    assert picture.width in range(84, 88)
    assert picture.getpixel((1, 1)) == (0, 0, 0, 0)
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (250, 10, 10, 255)
    pixels = [picture.getpixel((x, y)) for x in range(picture.width) for y in range(picture.height)]
    shown = [pixel for pixel in pixels if isinstance(pixel, tuple) and pixel[3] > 8]
    assert all(pixel[0] > 230 and pixel[1] < 40 for pixel in shown)


def test_the_corners_of_a_jpeg_are_filled(tmp_path: Path, run_directly: RunDirectly) -> None:
    Image.new("L", (60, 60), 0).save(tmp_path / "grey.jpg")
    Image.new("RGB", (60, 60), (0, 0, 0)).save(tmp_path / "photo.jpg", quality=95)

    white = opened(run_directly(ImageRotate(), [tmp_path / "grey.jpg"], turn="angle", angle=30))
    blue = opened(
        run_directly(
            ImageRotate(), [tmp_path / "photo.jpg"], turn="angle", angle=-30, corners="#0000ff", quality=95
        )
    )

    assert white.getpixel((2, 2)) in range(250, 256)
    assert near(blue.getpixel((2, 2)), (0, 0, 255), by=12)


def test_a_small_turn_goes_clockwise(tmp_path: Path, run_directly: RunDirectly) -> None:
    picture = Image.new("RGB", (100, 20), (0, 0, 0))
    picture.paste((255, 255, 255), (50, 0, 100, 20))
    picture.save(tmp_path / "bar.png")

    found = opened(run_directly(ImageRotate(), [tmp_path / "bar.png"], turn="angle", angle=60))

    rows = found.convert("RGBA").resize((1, 2)).get_flattened_data()
    upper, lower = rows
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    assert upper[0] < lower[0]  # the right end, which is white, went down


def test_every_frame_turns(tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image) -> None:
    frames = [quarters, ImageOps.flip(quarters)]
    frames[0].save(
        tmp_path / "moving.gif", save_all=True, append_images=frames[1:], duration=[100, 300], loop=0
    )

    picture = opened(run_directly(ImageRotate(), [tmp_path / "moving.gif"], turn="90_cw"))

    assert (picture.size, getattr(picture, "n_frames", 1)) == ((48, 64), 2)
    for number, frame in enumerate(frames):
        picture.seek(number)
        shown, expected = picture.convert("RGB"), frame.transpose(Image.Transpose.ROTATE_270)
        for place in ((2, 2), (45, 2), (2, 61), (45, 61)):
            pixel = expected.getpixel(place)
            assert isinstance(pixel, tuple)
            assert near(shown.getpixel(place), pixel, by=2)


def test_sixteen_bits_turn_with_their_values(tmp_path: Path, run_directly: RunDirectly) -> None:
    Image.new("I;16", (30, 20), 40_000).save(tmp_path / "deep.png")

    quarter = opened(run_directly(ImageRotate(), [tmp_path / "deep.png"], turn="90_ccw"))
    free = opened(
        run_directly(ImageRotate(), [tmp_path / "deep.png"], turn="angle", angle=10, corners="#000000")
    )

    assert (quarter.mode, quarter.size, quarter.getpixel((5, 5))) == ("I;16", (20, 30), 40_000)
    assert (free.mode, free.getpixel((free.width // 2, free.height // 2))) == ("I;16", 40_000)


def test_only_a_jpeg_is_turned_by_its_tag(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    quarters.save(tmp_path / "photo.png")

    with pytest.raises(InvalidInputError, match="takes a JPEG") as refusal:
        run_directly(ImageRotate(), [tmp_path / "photo.png"], turn="90_cw", method="tag")
    assert refusal.value.code == "input_not_allowed"


def test_a_jpeg_without_an_end_is_damaged(tmp_path: Path, run_directly: RunDirectly) -> None:
    path = tmp_path / "cut.jpg"
    Image.effect_noise((100, 100), 90).save(path)
    path.write_bytes(path.read_bytes()[:3_000])

    for method in ("tag", "pixels"):
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(ImageRotate(), [path], turn="90_cw", method=method)
        assert refusal.value.code == "input_corrupt"


@pytest.mark.parametrize(
    "options",
    [
        {"turn": "angle"},
        {"turn": "angle", "angle": 360},
        {"turn": "90_cw", "angle": 5},
        {"turn": "angle", "angle": 5, "method": "tag"},
        {"turn": "90_cw", "method": "tag", "output_format": "png"},
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ImageRotateOptions.model_validate(options)
