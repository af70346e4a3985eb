"""`image-watermark`: the mark is where it should be, as clear as it should be, and nothing else changes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image.image_watermark import ImageWatermark
from apps.tools.plugins.image.lettering import draw_text
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import opened

GREY = (100, 100, 100)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A grey picture, 200 x 100."""
    path = tmp_path / "plain.png"
    Image.new("RGB", (200, 100), GREY).save(path)
    return path


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A red square with a clear half, 40 x 40."""
    path = tmp_path / "logo.png"
    picture = Image.new("RGBA", (40, 40), (255, 0, 0, 255))
    picture.paste((0, 0, 0, 0), (20, 0, 40, 40))
    picture.save(path)
    return path


def stamped(run_directly: RunDirectly, path: Path, logo: Path, **options: Any) -> ToolOutput:
    return run_directly(ImageWatermark(), [path, logo], roles=["source", "overlay"], **options)


def changed(picture: Image.Image) -> np.ndarray:
    """Where the picture is not grey any more: the box of it as left, top, right, bottom."""
    rows, columns = np.nonzero(np.abs(np.asarray(picture.convert("RGB"), int) - GREY).max(axis=2) > 6)
    return np.array([columns.min(), rows.min(), columns.max(), rows.max()])


@pytest.mark.parametrize(
    ("position", "box"),
    [
        ("top_left", (10, 10, 29, 49)),
        ("top", (80, 10, 99, 49)),
        ("centre", (80, 30, 99, 69)),
        ("right", (150, 30, 169, 69)),
        ("bottom_left", (10, 50, 29, 89)),
        ("bottom_right", (150, 50, 169, 89)),
    ],
)
def test_a_logo_stands_in_its_place(
    run_directly: RunDirectly, plain: Path, logo: Path, position: str, box: tuple[int, ...]
) -> None:
    output = stamped(run_directly, plain, logo, position=position, scale=20, margin=5, opacity=100)

    picture = opened(output)
    assert np.abs(changed(picture) - box).max() <= 1
    assert near(picture.getpixel((box[0] + 5, box[1] + 5)), (255, 0, 0), by=3)
    assert picture.mode == "RGB"


def test_opacity_mixes_the_colours(run_directly: RunDirectly, plain: Path, logo: Path) -> None:
    picture = opened(stamped(run_directly, plain, logo, position="top_left", scale=20, margin=0, opacity=50))

    assert near(picture.getpixel((8, 8)), (178, 50, 50), by=2)
    assert picture.getpixel((32, 8)) == GREY


def test_tiles_cover_the_whole_picture(run_directly: RunDirectly, plain: Path, logo: Path) -> None:
    picture = opened(stamped(run_directly, plain, logo, tile=True, scale=10, margin=0, opacity=100))

    pixels = np.asarray(picture)
    red = (pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 60)
    assert 0.4 < red.mean() < 0.6
    assert red[:20].any()
    assert red[-20:].any()
    assert red[:, -20:].any()


def test_a_text_is_written_with_its_umlauts(run_directly: RunDirectly, plain: Path) -> None:
    boxes = {}
    for text in ("Uber", "Über"):
        picture = opened(
            run_directly(ImageWatermark(), [plain], text=text, position="centre", scale=50, opacity=100)
        )
        boxes[text] = changed(picture)
        assert near(max(picture.get_flattened_data()), (255, 255, 255), by=2)

    # The dots stand higher than the letter.
    assert boxes["Über"][1] < boxes["Uber"][1] - 2
    assert abs((boxes["Über"][0] + boxes["Über"][2]) / 2 - 100) < 4


@pytest.mark.parametrize("text", ["Größe", "Привет", "Ελλάδα", "日本語", "© 2026", "fi\nzweite"])
def test_letters_of_any_script_are_drawn_and_differ(text: str) -> None:
    drawn = draw_text(text, height=40)

    single = {
        letter: bytes(draw_text(letter, height=40).write_to_memory()) for letter in text if letter.strip()
    }
    assert drawn.max() == 255
    assert len(set(single.values())) == len(single)


def test_a_text_has_the_colour_and_the_size_asked_for(run_directly: RunDirectly, plain: Path) -> None:
    picture = opened(
        run_directly(
            ImageWatermark(),
            [plain],
            text="WIDE TEXT",
            colour="#0000ff",
            position="centre",
            scale=80,
            opacity=100,
        )
    )

    left, _, right, _ = changed(picture)
    assert 130 < right - left <= 160
    assert any(near(pixel, (0, 0, 255), by=4) for pixel in picture.get_flattened_data())


def test_an_angle_turns_the_mark(run_directly: RunDirectly, plain: Path) -> None:
    options: dict[str, Any] = {"text": "LONG TEXT", "position": "centre", "scale": 40, "opacity": 100}

    lying = changed(opened(run_directly(ImageWatermark(), [plain], **options)))
    standing = changed(opened(run_directly(ImageWatermark(), [plain], **options, angle=90)))

    assert lying[2] - lying[0] > 3 * (lying[3] - lying[1])
    assert standing[3] - standing[1] > 3 * (standing[2] - standing[0])


def test_a_mark_is_never_larger_than_the_picture(
    tmp_path: Path, run_directly: RunDirectly, logo: Path
) -> None:
    Image.new("RGB", (300, 10), GREY).save(tmp_path / "flat.png")

    picture = opened(stamped(run_directly, tmp_path / "flat.png", logo, scale=100, angle=45, opacity=100))

    assert picture.size == (300, 10)
    assert changed(picture)[3] <= 9


def test_every_frame_is_marked(tmp_path: Path, run_directly: RunDirectly, logo: Path) -> None:
    frames = [Image.new("RGB", (60, 40), (shade, shade, shade)) for shade in (40, 120, 200)]
    path = tmp_path / "moving.webp"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 200, 300], lossless=True)

    picture = opened(
        stamped(run_directly, path, logo, position="top_left", scale=50, margin=0, opacity=100, quality=100)
    )

    assert getattr(picture, "n_frames", 1) == 3
    for number, shade in enumerate((40, 120, 200)):
        picture.seek(number)
        shown = picture.convert("RGB")
        assert near(shown.getpixel((5, 20)), (255, 0, 0), by=40)
        assert near(shown.getpixel((50, 20)), (shade, shade, shade), by=12)


def test_alpha_and_sixteen_bits_survive(tmp_path: Path, run_directly: RunDirectly, logo: Path) -> None:
    Image.new("RGBA", (80, 40), (10, 200, 10, 60)).save(tmp_path / "clear.png")
    Image.new("I;16", (80, 40), 40_000).save(tmp_path / "deep.png")
    options: dict[str, Any] = {"position": "left", "scale": 50, "margin": 0, "opacity": 100}

    clear = opened(stamped(run_directly, tmp_path / "clear.png", logo, **options))
    deep = stamped(run_directly, tmp_path / "deep.png", logo, **options).files[0].path.read_bytes()

    assert near(clear.getpixel((70, 20)), (10, 200, 10, 60), by=2)
    assert near(clear.getpixel((5, 20)), (255, 0, 0, 255), by=2)
    assert deep[24] == 16  # bits a channel, as the header says


def test_it_takes_a_text_or_a_logo_and_not_both(run_directly: RunDirectly, plain: Path, logo: Path) -> None:
    with pytest.raises(InvalidInputError, match="either a text or a picture") as both:
        stamped(run_directly, plain, logo, text="too much")
    with pytest.raises(InvalidInputError, match="either a text or a picture") as neither:
        run_directly(ImageWatermark(), [plain])

    assert both.value.code == neither.value.code == "input_not_allowed"


def test_a_damaged_logo_is_named(tmp_path: Path, run_directly: RunDirectly, plain: Path) -> None:
    cut = tmp_path / "cut-logo.png"
    Image.effect_noise((60, 60), 90).save(cut)
    cut.write_bytes(cut.read_bytes()[:1_000])

    with pytest.raises(InvalidInputError, match=r"'cut-logo\.png' is damaged") as refusal:
        stamped(run_directly, plain, cut)
    assert refusal.value.code == "input_corrupt"
