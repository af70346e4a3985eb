from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_to_images import PdfToImages
from apps.tools.proving.pdf import BLUE, GREEN, RED, YELLOW
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form
from tests.tools.plugins.pdf.readings import colour_at, is_near


@pytest.mark.parametrize("format", ["png", "jpg", "webp", "avif", "gif", "bmp"])
def test_each_page_is_drawn_as_it_is_shown(run_directly: RunDirectly, book: Path, format: str) -> None:
    output = run_directly(PdfToImages(), [book], output_format=format, dpi=36)

    assert [file.name for file in output.files] == [f"book-00{number}.{format}" for number in (1, 2, 3)]
    pictures = [Image.open(file.path).convert("RGB") for file in output.files]
    assert [picture.size for picture in pictures] == [(298, 421), (298, 210), (100, 100)]
    assert is_near(colour_at(pictures[0], 0.02, 0.02), RED, 40)
    assert is_near(colour_at(pictures[1], 0.02, 0.02), GREEN, 40)
    assert is_near(colour_at(pictures[1], 0.98, 0.98), YELLOW, 40)
    assert is_near(colour_at(pictures[2], 0.02, 0.02), BLUE, 40)


def test_pages_are_named_by_their_number_in_the_document(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(PdfToImages(), [ten], pages="9,2", dpi=18)

    assert [file.name for file in output.files] == ["ten-009.png", "ten-002.png"]
    assert run_directly(PdfToImages(), [ten], pages="4", dpi=18).files[0].name is None


def test_one_tiff_holds_all_pages_and_its_resolution(run_directly: RunDirectly, book: Path) -> None:
    (file,) = run_directly(PdfToImages(), [book], output_format="tiff", dpi=72).files

    with Image.open(file.path) as picture:
        sizes, resolutions = [], []
        for number in range(3):
            picture.seek(number)
            sizes.append(picture.size)
            resolutions.append(picture.info["dpi"])
    assert sizes == [(595, 842), (595, 420), (200, 200)]
    assert resolutions == [(72, 72)] * 3
    assert len(run_directly(PdfToImages(), [book], output_format="tiff", multipage=False, dpi=36).files) == 3


def test_paper_is_white_or_left_out(run_directly: RunDirectly, book: Path) -> None:
    white = Image.open(run_directly(PdfToImages(), [book], pages="1", dpi=36).files[0].path)
    clear = Image.open(run_directly(PdfToImages(), [book], pages="1", dpi=36, transparent=True).files[0].path)

    assert white.getpixel((150, 300)) == (255, 255, 255)
    assert (clear.mode, clear.getpixel((150, 300))) == ("RGBA", (255, 255, 255, 0))
    assert clear.getpixel((5, 5)) == (*RED, 255)


def test_grey_pictures_have_one_channel(run_directly: RunDirectly, book: Path) -> None:
    output = run_directly(PdfToImages(), [book], pages="1", dpi=36, colours="grey")

    assert Image.open(output.files[0].path).mode == "L"


def test_filled_form_fields_are_drawn(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_form(tmp_path / "form.pdf")

    picture = Image.open(run_directly(PdfToImages(), [path], dpi=72).files[0].path).convert("L")

    assert min(picture.crop((104, 182, 160, 196)).tobytes()) < 100


@pytest.mark.parametrize("format", ["jpg", "gif", "bmp"])
def test_a_format_with_a_background_is_not_transparent(format: str) -> None:
    with pytest.raises(ValidationError, match="has a background"):
        PdfToImages.options_type.model_validate({"output_format": format, "transparent": True})


def test_a_protected_document_is_drawn_with_its_password(run_directly: RunDirectly, book: Path) -> None:
    locked = lock(book, "geheim")

    assert len(run_directly(PdfToImages(), [locked], password="geheim", dpi=18).files) == 3
    with pytest.raises(InvalidInputError) as refusal:
        run_directly(PdfToImages(), [locked], password="falsch")
    assert refusal.value.code == "input_encrypted"


@pytest.mark.parametrize(
    ("size", "options", "reason"),
    [
        ((14_400, 14_400), {"dpi": 600}, r"14400 x 14400 points: at 600 dpi that makes 14,400 megapixels"),
        ((1_000_000, 1_000_000), {"dpi": 18}, "megapixels"),
        ((14_000, 20), {"dpi": 600, "output_format": "webp"}, "at most 16383 on a side"),
    ],
)
def test_a_page_that_makes_too_many_pixels_is_refused(
    run_directly: RunDirectly, tmp_path: Path, size: tuple[int, int], options: dict[str, Any], reason: str
) -> None:
    path = tmp_path / "poster.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page().mediabox = pikepdf.Array([0, 0, *size])
        pdf.save(path)

    with pytest.raises(InvalidInputError, match=reason) as refusal:
        run_directly(PdfToImages(), [path], **options)

    assert refusal.value.code == "input_limit"


def test_progress_is_told_page_by_page(
    run_directly: RunDirectly, book: Path, reported: list[tuple[float, str]]
) -> None:
    run_directly(PdfToImages(), [book], dpi=18)

    assert [message for _, message in reported] == ["page 1 of 3", "page 2 of 3", "page 3 of 3"]
    assert [fraction for fraction, _ in reported] == sorted(fraction for fraction, _ in reported)


def test_what_is_lost_is_said_before() -> None:
    assert any("256 colours" in sentence for sentence in PdfToImages().losses(source="pdf", target="gif"))
    assert len(PdfToImages().losses(source="pdf", target="png")) == 1
