"""Pictures are taken out of PDFs as they are, and PDFs are compared by text and by looks."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf.comparison import CompareResult
from apps.tools.plugins.pdf.image_extraction import ImagesResult
from apps.tools.plugins.pdf.pdf_compare import PdfCompare
from apps.tools.plugins.pdf.pdf_extract_images import PdfExtractImages
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_lines

ROLES = ("source", "revised")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.radial_gradient("L").convert("RGB").save(path, quality=80)
    return path


@pytest.fixture
def album(tmp_path: Path, photo: Path) -> Path:
    """A JPEG on two pages, another picture without loss, and a tiny one."""
    path = tmp_path / "album.pdf"
    canvas = Canvas(str(path), pagesize=(300, 300))
    flat, tiny = BytesIO(), BytesIO()
    Image.new("RGB", (40, 30), (10, 200, 30)).save(flat, "PNG")
    Image.new("RGB", (4, 4), "red").save(tiny, "PNG")
    canvas.drawImage(str(photo), 0, 0, 100, 100)
    canvas.drawImage(ImageReader(tiny), 0, 200, 10, 10)
    canvas.showPage()
    canvas.drawImage(str(photo), 50, 50, 100, 100)
    canvas.drawImage(ImageReader(flat), 0, 200, 80, 60)
    canvas.save()
    return path


def test_each_picture_comes_once_and_a_jpeg_with_its_own_bytes(
    run_directly: RunDirectly, album: Path, photo: Path
) -> None:
    output = run_directly(PdfExtractImages(), [album])

    assert isinstance(output.result, ImagesResult)
    assert [(image.format, image.pages, image.width) for image in output.result.images] == [
        ("jpg", [1, 2], 256),
        ("png", [2], 40),
    ]
    assert output.result.left_out == 1
    assert output.files[0].path.read_bytes() == photo.read_bytes()
    with Image.open(output.files[1].path) as image:
        assert image.getpixel((20, 15)) == (10, 200, 30)


def test_a_document_without_pictures_is_told_so(
    run_directly: RunDirectly, tmp_path: Path, album: Path
) -> None:
    with pytest.raises(InvalidInputError, match="pdf-to-images") as refusal:
        run_directly(PdfExtractImages(), [write_lines(tmp_path / "a.pdf", ("text",))])
    assert refusal.value.code == "input_not_allowed"
    with pytest.raises(InvalidInputError, match="at least 900 x 16"):
        run_directly(PdfExtractImages(), [album], min_width=900)


def test_pictures_of_an_encrypted_document_come_with_its_password(
    run_directly: RunDirectly, album: Path
) -> None:
    output = run_directly(PdfExtractImages(), [lock(album, "tea")], password="tea", pages="2")

    assert sorted(file.format for file in output.files) == ["jpg", "png"]


def compared(output: ToolOutput) -> CompareResult:
    assert isinstance(output.result, CompareResult)
    return output.result


def test_differences_are_told_as_text_and_marked_in_pictures(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    before = write_lines(tmp_path / "before.pdf", ("One line", "Old words"), ("Same",))
    after = write_lines(tmp_path / "after.pdf", ("One line", "New words"), ("Same",), ("Added",))

    output = run_directly(PdfCompare(), [before, after], roles=ROLES)

    result = compared(output)
    assert not result.identical
    assert [(page.page, page.only_in, page.lines_removed, page.lines_added) for page in result.pages] == [
        (1, None, 1, 1),
        (3, "revised", 0, 1),
    ]
    assert [file.name for file in output.files] == [
        "differences.diff",
        "page-0001.png",
        "page-0003.png",
    ]
    text = output.files[0].path.read_text("utf-8")
    assert "--- before.pdf page 1\n+++ after.pdf page 1\n" in text
    assert "-Old words\n+New words\n" in text
    with Image.open(output.files[1].path) as picture:
        colours = {colour for _, colour in picture.getcolors(100_000) or []}
    assert {(220, 30, 30), (20, 140, 40)} <= colours
    with Image.open(output.files[2].path) as picture:
        colours = {colour for _, colour in picture.getcolors(100_000) or []}
    assert (20, 140, 40) in colours
    assert (220, 30, 30) not in colours


def test_the_same_document_twice_does_not_differ(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("One", "Two"))

    output = run_directly(PdfCompare(), [path, path], roles=ROLES)

    assert compared(output).identical
    assert output.files == ()


def test_looks_may_differ_where_text_does_not(run_directly: RunDirectly, tmp_path: Path) -> None:
    before, after = (tmp_path / name for name in ("before.pdf", "after.pdf"))
    for path, colour in ((before, "blue"), (after, "red")):
        canvas = Canvas(str(path), pagesize=(200, 100))
        canvas.setFillColor(colour)
        canvas.rect(20, 20, 100, 50, fill=1)
        canvas.save()

    seen = run_directly(PdfCompare(), [before, after], roles=ROLES)
    read = run_directly(PdfCompare(), [before, after], roles=ROLES, pictures=False)

    assert compared(seen).pages[0].looks_different == pytest.approx(0.25, abs=0.02)
    assert compared(read).identical
