"""`images-to-gif`: the frames, their order, their times and their size."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.images_to_gif import ImagesToGif
from apps.tools.registry import Conversion
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, BarePng, opened

COLOURS = (RED, GREEN, BLUE)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three colours in three formats, 60 x 40."""
    paths: list[Path] = []
    for colour, format in zip(COLOURS, ("png", "jpg", "bmp"), strict=True):
        paths.append(tmp_path / f"{len(paths)}.{format}")
        Image.new("RGB", (60, 40), colour).save(paths[-1], quality=95)
    return paths


def frames_of(picture: Image.Image) -> list[tuple[Image.Image, int]]:
    frames = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        picture.load()
        frames.append((picture.convert("RGBA"), round(picture.info["duration"])))
    return frames


@pytest.mark.parametrize("output_format", ["gif", "webp", "apng"])
def test_pictures_follow_each_other_for_their_time(
    run_directly: RunDirectly, pictures: list[Path], reported: list[tuple[float, str]], output_format: str
) -> None:
    output = run_directly(
        ImagesToGif(), pictures, output_format=output_format, delay=120, last_delay=1_000, loop=3
    )

    picture = opened(output)
    frames = frames_of(picture)
    assert picture.size == (60, 40)
    assert [delay for _, delay in frames] == [120, 120, 1_000]
    for (frame, _), colour in zip(frames, COLOURS, strict=True):
        assert near(frame.getpixel((30, 20)), (*colour, 255), by=8)
    # A GIF counts how often it is repeated, the others how often it is played.
    assert picture.info["loop"] == (2 if output_format == "gif" else 3)
    assert "picture 3 of 3" in [message for _, message in reported]


@pytest.mark.parametrize("output_format", ["gif", "apng"])
def test_two_equal_pictures_are_two_frames(
    run_directly: RunDirectly, pictures: list[Path], output_format: str
) -> None:
    paths = [pictures[0], pictures[0], pictures[2]]

    picture = opened(run_directly(ImagesToGif(), paths, output_format=output_format, delay=100))

    assert sum(delay for _, delay in frames_of(picture)) == 300


def test_a_webp_shows_equal_pictures_as_long_together(
    run_directly: RunDirectly, pictures: list[Path]
) -> None:
    paths = [pictures[0], pictures[0], pictures[2]]

    picture = opened(run_directly(ImagesToGif(), paths, output_format="webp", delay=100))

    assert sum(delay for _, delay in frames_of(picture)) == 300


@pytest.mark.parametrize(("fit", "edge"), [("contain", (30, 60, 210)), ("cover", RED)])
def test_the_first_picture_gives_the_size(
    tmp_path: Path, run_directly: RunDirectly, fit: str, edge: tuple[int, int, int]
) -> None:
    Image.new("RGB", (80, 40), GREEN).save(tmp_path / "wide.png")
    Image.new("RGB", (40, 80), RED).save(tmp_path / "high.png")
    paths = [tmp_path / "wide.png", tmp_path / "high.png"]

    picture = opened(run_directly(ImagesToGif(), paths, fit=fit, width=40, background="#1e3cd2"))

    second = frames_of(picture)[1][0]
    assert picture.size == (40, 20)
    assert near(second.getpixel((20, 10)), (*RED, 255), by=8)
    assert near(second.getpixel((2, 10)), (*edge, 255), by=8)


def test_transparency_stays(tmp_path: Path, run_directly: RunDirectly) -> None:
    for number, colour in enumerate(COLOURS):
        picture = Image.new("RGBA", (20, 20), (*colour, 255))
        picture.paste((0, 0, 0, 0), (5, 5, 15, 15))
        picture.save(tmp_path / f"{number}.png")
    paths = [tmp_path / f"{number}.png" for number in range(3)]

    for output_format in ("gif", "webp", "apng"):
        for frame, _ in frames_of(opened(run_directly(ImagesToGif(), paths, output_format=output_format))):
            alpha = np.asarray(frame.getchannel("A"))
            assert (alpha[7:13, 7:13].max(), alpha[:, 17:].min()) == (0, 255), output_format


def test_a_photo_held_upright_stands(
    tmp_path: Path, run_directly: RunDirectly, quarters: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    quarters.save(tmp_path / "photo.jpg", exif=exif, quality=95)

    picture = opened(run_directly(ImagesToGif(), [tmp_path / "photo.jpg"] * 2))

    assert picture.size == (48, 64)
    assert near(frames_of(picture)[0][0].getpixel((44, 4)), (*RED, 255))


def test_of_what_moves_already_one_picture_is_taken_and_said(
    tmp_path: Path, run_directly: RunDirectly, pictures: list[Path]
) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in COLOURS]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])

    output = run_directly(ImagesToGif(), [pictures[0], tmp_path / "moving.gif"])

    assert getattr(opened(output), "n_frames", 1) == 2
    assert "'moving.gif', only the first" in " ".join(output.notes)


def test_too_large_an_animation_is_refused(
    tmp_path: Path, run_directly: RunDirectly, pictures: list[Path], bare_png: BarePng
) -> None:
    cases: list[tuple[list[Path], dict[str, Any]]] = [
        (pictures * 20, {"width": 5_000}),
        ([pictures[0], bare_png(20_000, 20_000)], {}),
    ]
    for paths, options in cases:
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(ImagesToGif(), paths, **options)
        assert refusal.value.code == "input_limit"


def test_one_file_is_no_animation_so_nobody_is_offered_it_as_a_conversion() -> None:
    conversion = Conversion(source="png", target="gif", tool=ImagesToGif(), proven_at="2026-01-01")

    assert not conversion.is_complete
