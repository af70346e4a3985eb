"""What moves keeps moving, and pages stay pages, where the format has them."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.proving.picture_readings import read_frames
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, Convert, opened
from tests.tools.plugins.image.test_image_convert import near

COLOURS = (RED, GREEN, BLUE)
TIMES = [100, 250, 400]


def moving(path: Path, *, loop: int = 0, clear: bool = False, disposal: int = 0) -> Path:
    frames = [Image.new("RGBA", (40, 30), (*colour, 255)) for colour in COLOURS]
    if clear:
        for frame in frames:
            frame.paste((0, 0, 0, 0), (0, 0, 10, 10))
    how: dict[str, Any] = {"format": "PNG"} if path.suffix == ".apng" else {}
    how |= {"disposal": disposal} if disposal else {}
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=TIMES, loop=loop, **how)
    return path


@pytest.mark.parametrize("source", ["gif", "webp", "apng", "png"])
@pytest.mark.parametrize("target", ["gif", "webp", "apng"])
@pytest.mark.parametrize("options", [{}, {"width": 20, "height": 20, "fit": "cover"}], ids=["whole", "cut"])
def test_an_animation_keeps_its_frames_and_their_times(
    tmp_path: Path, convert: Convert, source: str, target: str, options: dict[str, object]
) -> None:
    path = moving(tmp_path / f"moving.{source}")

    output = convert(path, target, **options)

    reading = read_frames(output.files[0].path, target)
    assert list(reading.durations) == TIMES
    assert reading.frames[0].size == ((20, 20) if options else (40, 30))
    assert all(
        near(frame.getpixel((15, 15)), colour, 40)
        for frame, colour in zip(reading.frames, COLOURS, strict=True)
    )


@pytest.mark.parametrize(
    ("source", "target"), [("png", "webp"), ("webp", "apng"), ("gif", "apng"), ("png", "gif")]
)
def test_an_animation_stays_clear_and_plays_as_often(
    tmp_path: Path, convert: Convert, source: str, target: str
) -> None:
    path = moving(tmp_path / f"moving.{source}", loop=3, clear=True, disposal=2 if source == "gif" else 0)

    picture = opened(convert(path, target))

    # A GIF tells how often it repeats, the others how often they play.
    assert picture.info["loop"] + (target == "gif") == 3 + (source == "gif")
    for frame, colour in enumerate(COLOURS):
        picture.seek(frame)
        pixels = picture.convert("RGBA")
        assert pixels.getpixel((3, 3))[3] == 0  # type: ignore[index]
        assert near(pixels.getpixel((30, 20)), colour, 40)


def test_a_frame_of_a_png_that_moves_becomes_a_still(tmp_path: Path, convert: Convert) -> None:
    path = moving(tmp_path / "moving.png")

    first, last = convert(path, "jpg"), convert(path, "jpg", frame=2)

    assert near(opened(first).getpixel((20, 15)), RED)
    assert near(opened(last).getpixel((20, 15)), BLUE)
    assert "Only frame 2 of 3" in " ".join(last.notes)


def test_a_chosen_frame_stands_still_in_a_format_that_could_move(tmp_path: Path, convert: Convert) -> None:
    output = convert(moving(tmp_path / "moving.gif"), "webp", frame=1)

    assert opened(output).n_frames == 1  # type: ignore[attr-defined]
    assert near(opened(output).convert("RGB").getpixel((20, 15)), GREEN)


def test_the_picture_that_only_stills_show_is_no_frame(tmp_path: Path, convert: Convert) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ((9, 9, 9), *COLOURS)]
    path = tmp_path / "moving.apng"
    frames[0].save(
        path, format="PNG", save_all=True, append_images=frames[1:], default_image=True, duration=90
    )

    output = convert(path, "gif")

    reading = read_frames(output.files[0].path, "gif")
    assert [
        near(frame.getpixel((9, 9)), colour, 30)
        for frame, colour in zip(reading.frames, COLOURS, strict=True)
    ]
    assert list(reading.durations) == [90, 90, 90]


def test_equal_frames_of_an_apng_last_as_long_together(tmp_path: Path, convert: Convert) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, RED, BLUE)]
    frames[0].save(
        tmp_path / "slow.webp", save_all=True, append_images=frames[1:], duration=TIMES, minimize_size=False
    )

    reading = read_frames(convert(tmp_path / "slow.webp", "apng").files[0].path, "apng")

    assert sum(reading.durations) == sum(TIMES)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Three pages of different sizes and modes, 300 pixels to the inch."""
    pages = [
        Image.new("1", (300, 600), 1),
        Image.new("RGB", (600, 300), GREEN),
        Image.new("L", (150, 150), 90),
    ]
    path = tmp_path / "scan.tiff"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(300, 300))
    return path


def test_every_page_of_a_tiff_becomes_one_of_a_pdf_in_its_true_size(
    scan: Path, convert: Convert, reported: list[tuple[float, str]]
) -> None:
    output = convert(scan, "pdf")

    with pypdfium2.PdfDocument(output.files[0].path) as document:
        assert [document.get_page_size(number) for number in range(3)] == [(72, 144), (144, 72), (36, 36)]
        shown = [page.render(scale=2).to_pil().convert("RGB").getpixel((20, 20)) for page in document]
    assert [
        near(pixel, colour, 6) for pixel, colour in zip(shown, ((255,) * 3, GREEN, (90,) * 3), strict=True)
    ]
    assert output.files[0].claims == {"pages": 3}
    assert output.notes == ()
    assert reported[-1] == (1.0, "page 3 of 3")


def test_every_page_of_a_tiff_stays_in_a_tiff(scan: Path, convert: Convert) -> None:
    output = convert(scan, "tiff", width=150)

    with Image.open(output.files[0].path) as picture:
        sizes = []
        for number in range(3):
            picture.seek(number)
            picture.load()
            sizes.append(picture.size)
    assert sizes == [(150, 300), (150, 75), (150, 150)]
    assert output.files[0].claims == {"frames": 3, "width": 150, "height": 300}


def test_a_chosen_page_is_the_only_one(scan: Path, convert: Convert) -> None:
    output = convert(scan, "pdf", frame=1)

    assert output.files[0].claims == {"pages": 1}
    assert "Only page 1 of 3" in " ".join(output.notes)


def test_a_jpeg_is_put_into_a_pdf_as_it_is_but_for_its_metadata(
    quarters: Image.Image, tmp_path: Path, convert: Convert
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKE"
    quarters.save(tmp_path / "photo.jpg", exif=exif, quality=60)
    whole = (tmp_path / "photo.jpg").read_bytes()

    written = convert(tmp_path / "photo.jpg", "pdf").files[0].path.read_bytes()

    scan = whole[whole.index(b"\xff\xda") :]
    assert scan in written
    assert b"CANARY" not in written


@pytest.mark.parametrize("change", ["orientation", "size", "cmyk"])
def test_a_jpeg_that_must_change_is_encoded_anew(
    quarters: Image.Image, tmp_path: Path, convert: Convert, change: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6 if change == "orientation" else 1
    quarters.convert("CMYK" if change == "cmyk" else "RGB").save(
        tmp_path / "photo.jpg", exif=exif, quality=95
    )

    output = convert(tmp_path / "photo.jpg", "pdf", **({"width": 32} if change == "size" else {}))

    (page,) = read_frames(output.files[0].path, "pdf").frames
    assert page.size == {"orientation": (48, 64), "size": (32, 24), "cmyk": (64, 48)}[change]
    expected = {"orientation": RED, "size": GREEN, "cmyk": (0, 132, 95)}[change]
    assert near(page.getpixel((page.width - 4, 4)), expected, 30)


def test_a_page_has_the_resolution_that_is_asked_for(tmp_path: Path, convert: Convert) -> None:
    Image.new("RGB", (300, 150), RED).save(tmp_path / "photo.png", dpi=(300, 300))

    sizes = []
    for options in ({}, {"dpi": 150}, {"width": 150}, {"width": 150, "dpi": 150}):
        with pypdfium2.PdfDocument(
            convert(tmp_path / "photo.png", "pdf", **options).files[0].path
        ) as document:
            sizes.append(tuple(round(side) for side in document.get_page_size(0)))

    assert sizes == [(72, 36), (144, 72), (72, 36), (72, 36)]


def test_a_page_never_grows_beyond_what_readers_open(tmp_path: Path, convert: Convert) -> None:
    Image.new("1", (20_000, 2)).save(tmp_path / "long.png")

    with pypdfium2.PdfDocument(convert(tmp_path / "long.png", "pdf", dpi=72).files[0].path) as document:
        assert [round(side) for side in document.get_page_size(0)] == [14_400, 3]


def test_black_and_white_takes_one_bit_of_a_pdf(tmp_path: Path, convert: Convert) -> None:
    Image.effect_noise((256, 256), 90).convert("1").save(tmp_path / "scan.png")

    output = convert(tmp_path / "scan.png", "pdf")

    written = output.files[0].path.read_bytes()
    assert b"/BitsPerComponent 1" in written
    assert len(written) < 12_000
    (page,) = read_frames(output.files[0].path, "pdf").frames
    assert page.convert("L").tobytes() == Image.open(tmp_path / "scan.png").convert("L").tobytes()


def test_a_damaged_page_is_no_page(scan: Path, convert: Convert) -> None:
    data = bytearray(scan.read_bytes())
    scan.write_bytes(data[: len(data) - 500])

    with pytest.raises(InvalidInputError) as refusal:
        convert(scan, "pdf")

    assert refusal.value.code == "input_corrupt"
