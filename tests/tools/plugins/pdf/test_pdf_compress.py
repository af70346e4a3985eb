from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageFilter
from pypdf import PdfReader
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import ToolOutput
from apps.tools.plugins.pdf.compress_options import PdfCompressResult
from apps.tools.plugins.pdf.pdf_compress import PdfCompress
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock
from tests.tools.plugins.pdf.readings import colour_at, drawn, is_near, outline, texts

WritePhotos = Callable[..., Path]


@pytest.fixture
def photo() -> Image.Image:
    """600 x 400 pixels of soft noise, its left half reddish."""
    noise = Image.effect_noise((600, 400), 120).filter(ImageFilter.GaussianBlur(1))
    blank = Image.new("L", noise.size, 40)
    picture = Image.merge("RGB", (noise, blank, blank))
    picture.paste((30, 160, 60), (300, 0, 600, 400))
    return picture


@pytest.fixture
def album(tmp_path: Path, photo: Image.Image) -> Path:
    """A photo at 300 dpi, 144 x 96 points large, on a page with text."""
    path = tmp_path / "album.pdf"
    photo.save(tmp_path / "photo.jpg", quality=95)
    canvas = Canvas(str(path), pagesize=(200, 150))
    canvas.drawString(20, 130, "An album")
    canvas.drawImage(str(tmp_path / "photo.jpg"), 20, 20, 144, 96)
    canvas.save()
    return path


def result_of(output: ToolOutput) -> PdfCompressResult:
    assert isinstance(output.result, PdfCompressResult)
    return output.result


def picture_in(path: Path) -> Image.Image:
    (image,) = PdfReader(path).pages[0].images
    assert image.image
    return image.image


def test_a_photo_loses_the_pixels_that_paper_does_not_show(run_directly: RunDirectly, album: Path) -> None:
    output = run_directly(PdfCompress(), [album], image_dpi=100)

    result, path = result_of(output), output.files[0].path
    assert result.bytes_before == album.stat().st_size
    assert result.bytes_after == path.stat().st_size < album.stat().st_size / 4
    assert result.saved_percent == round(100 - 100 * result.bytes_after / result.bytes_before, 1)
    assert (result.pictures_shrunk, result.pictures_kept) == (1, 0)
    assert picture_in(path).size == (200, 133)
    assert texts(path) == ["An album"]
    before, after = drawn(album), drawn(path)
    assert is_near(colour_at(after, 0.7, 0.5), colour_at(before, 0.7, 0.5), 16)


def test_the_largest_place_where_a_photo_is_shown_counts(
    run_directly: RunDirectly, tmp_path: Path, photo: Image.Image
) -> None:
    path, picture = tmp_path / "twice.pdf", ImageReader(photo)
    canvas = Canvas(str(path), pagesize=(600, 500))
    canvas.drawImage(picture, 0, 0, 30, 20)
    canvas.showPage()
    canvas.scale(2, 2)
    canvas.drawImage(picture, 0, 0, 144, 96)
    canvas.save()

    output = run_directly(PdfCompress(), [path], image_dpi=100)

    assert picture_in(output.files[0].path).size == (400, 267)


def test_a_photo_that_is_turned_is_measured_along_its_sides(
    run_directly: RunDirectly, tmp_path: Path, photo: Image.Image
) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(300, 300))
    canvas.translate(150, 20)
    canvas.rotate(45)
    canvas.drawImage(ImageReader(photo), 0, 0, 144, 96)
    canvas.save()

    output = run_directly(PdfCompress(), [path], image_dpi=100)

    assert picture_in(output.files[0].path).size == (200, 133)


def test_photos_become_grey_on_request(run_directly: RunDirectly, album: Path) -> None:
    path = run_directly(PdfCompress(), [album], grey=True).files[0].path

    red, green, blue = colour_at(drawn(path), 0.7, 0.5)
    assert max(red, green, blue) - min(red, green, blue) <= 3


def test_without_loss_every_pixel_stays(run_directly: RunDirectly, album: Path) -> None:
    output = run_directly(PdfCompress(), [album], shrink_pictures=False)

    assert drawn(output.files[0].path).tobytes() == drawn(album).tobytes()
    assert result_of(output).bytes_after <= album.stat().st_size


def test_what_is_there_twice_is_kept_once(run_directly: RunDirectly, album: Path, tmp_path: Path) -> None:
    path = tmp_path / "copies.pdf"
    with pikepdf.new() as pdf:
        for _ in range(4):
            with pikepdf.open(album) as source:
                pdf.pages.extend(source.pages)
        pdf.save(path)

    output = run_directly(PdfCompress(), [path], shrink_pictures=False)

    assert result_of(output).duplicates_removed >= 3
    assert result_of(output).bytes_after < path.stat().st_size / 3
    assert texts(output.files[0].path) == ["An album"] * 4


def test_a_document_never_grows(run_directly: RunDirectly, album: Path) -> None:
    small = run_directly(PdfCompress(), [album]).files[0].path

    output = run_directly(PdfCompress(), [small])

    result = result_of(output)
    assert output.files[0].path.read_bytes() == small.read_bytes()
    assert (result.saved_percent, result.pictures_shrunk, result.duplicates_removed) == (0, 0, 0)
    assert output.notes == ("It is as small as it gets: this is the document given.",)


def test_outline_text_and_protection_stay(run_directly: RunDirectly, ten: Path) -> None:
    path = run_directly(PdfCompress(), [ten]).files[0].path
    locked = run_directly(PdfCompress(), [lock(ten, "geheim")], password="geheim").files[0].path

    assert (texts(path), outline(path)) == (texts(ten), outline(ten))
    assert texts(locked, password="geheim") == texts(ten)


@pytest.mark.parametrize("mode", ["1", "P", "CMYK"])
def test_drawings_and_print_colours_are_left_alone(
    run_directly: RunDirectly, tmp_path: Path, photo: Image.Image, mode: str
) -> None:
    path = tmp_path / "special.pdf"
    photo.convert(mode).save(path, resolution=300)

    output = run_directly(PdfCompress(), [path], image_dpi=72, quality=10)

    assert result_of(output).pictures_shrunk == 0
    assert drawn(output.files[0].path).tobytes() == drawn(path).tobytes()


def test_a_photo_with_a_mask_keeps_it(run_directly: RunDirectly, tmp_path: Path, photo: Image.Image) -> None:
    path, clear = tmp_path / "clear.pdf", photo.copy()
    clear.putalpha(Image.linear_gradient("L").resize(photo.size))
    canvas = Canvas(str(path), pagesize=(144, 96))
    canvas.drawImage(ImageReader(clear), 0, 0, 144, 96, mask="auto")
    canvas.save()

    output = run_directly(PdfCompress(), [path], image_dpi=100, quality=90)

    assert result_of(output).pictures_shrunk == 1
    before, after = drawn(path), drawn(output.files[0].path)
    for down in (0.1, 0.5, 0.9):
        assert is_near(colour_at(after, 0.75, down), colour_at(before, 0.75, down), 10)
