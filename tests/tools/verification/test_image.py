from pathlib import Path

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from apps.tools.verification.check import OutputInvalidError, check_output
from apps.tools.verification.image import READERS, inspect

register_heif_opener()

WRITTEN = sorted(set(READERS) - {"ico", "icns", "jxl", "im", "xpm", "msp", "xbm"})
"""What Pillow writes of a picture in colours; the others are checked with what image-convert writes."""


@pytest.mark.parametrize("format", WRITTEN)
def test_a_picture_is_found_with_its_size(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"picture.{format}"
    Image.new("RGB", (30, 20), "red").save(path)

    assert inspect(path, format) == {"width": 30, "height": 20, "frames": 1}


def test_the_frames_of_an_animation_are_counted(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "green", "blue")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])

    assert inspect(tmp_path / "moving.gif", "gif")["frames"] == 3


def test_a_picture_larger_than_pillow_likes_is_looked_at_without_decoding(tmp_path: Path) -> None:
    Image.new("1", (20_000, 10_000)).save(tmp_path / "large.png")

    assert inspect(tmp_path / "large.png", "png")["width"] == 20_000


def test_a_picture_of_another_format_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "picture.webp", format="PNG")

    with pytest.raises(OutputInvalidError, match="webp"):
        inspect(tmp_path / "picture.webp", "webp")


@pytest.mark.parametrize("format", WRITTEN)
def test_half_a_header_is_refused(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"picture.{format}"
    Image.new("RGB", (30, 20), "red").save(path)
    path.write_bytes(path.read_bytes()[:12])

    with pytest.raises(OutputInvalidError):
        inspect(path, format)


def test_a_format_that_nobody_can_read_back_is_refused(tmp_path: Path) -> None:
    (tmp_path / "layers.psd").write_bytes(b"8BPS")

    with pytest.raises(OutputInvalidError, match="psd"):
        inspect(tmp_path / "layers.psd", "psd")


def test_a_claim_that_differs_from_the_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    Image.new("RGB", (30, 20)).save(path)

    assert check_output(path, format="jpg", claims={"width": 30})["height"] == 20
    with pytest.raises(OutputInvalidError, match="width 30"):
        check_output(path, format="jpg", claims={"width": 31})
