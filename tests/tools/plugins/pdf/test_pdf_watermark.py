from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pydantic import ValidationError
from pypdf import PdfReader

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_watermark import PdfWatermark
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.readings import Colour, colour_at, drawn, is_near, outline, shown_sizes, texts

BLANK = (400, 200)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """An empty page of 400 x 200 points."""
    path = tmp_path / "blank.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=BLANK)
        pdf.save(path)
    return path


@pytest.fixture
def stamp(tmp_path: Path) -> Path:
    """A picture of 40 x 20 pixels: its left half red, its right half blue, its lower edge clear."""
    path = tmp_path / "stamp.png"
    picture = Image.new("RGBA", (40, 20), (220, 0, 0, 255))
    picture.paste((0, 0, 220, 255), (20, 0, 40, 20))
    picture.paste((0, 0, 0, 0), (0, 15, 40, 20))
    picture.save(path)
    return path


def inked(path: Path, index: int = 0) -> tuple[float, float, float, float] | None:
    """Which part of the page is not white: left, top, right, bottom as parts of its sides."""
    picture = drawn(path, index)
    box = picture.convert("L").point(lambda value: 255 * (value < 250)).getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    return left / picture.width, top / picture.height, right / picture.width, bottom / picture.height


def test_a_text_is_found_as_text_with_its_umlauts(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfWatermark(), [book], text="VERTRÄULICH Žω", rotation=45).files[0].path

    for before, after in zip(texts(book), texts(path), strict=True):
        assert before in after
        assert "VERTRÄULICH Žω" in after
    assert (outline(path), shown_sizes(path)) == (outline(book), shown_sizes(book))


def test_fonts_are_embedded(run_directly: RunDirectly, blank: Path) -> None:
    path = run_directly(PdfWatermark(), [blank], text="Größe").files[0].path

    with pikepdf.open(path) as pdf:
        descriptors = [
            item for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor
        ]  # fmt: skip
        assert descriptors
        assert all("/FontFile2" in item or "/FontFile3" in item for item in descriptors)


def test_letters_that_no_font_has_are_named_and_refused(run_directly: RunDirectly, blank: Path) -> None:
    with pytest.raises(
        InvalidInputError, match="No font on this server has these characters: \U000f1234"
    ) as refusal:
        run_directly(PdfWatermark(), [blank], text="abc \U000f1234")

    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize(
    ("position", "box"),
    [
        ("center", (0.4, 0.4, 0.6, 0.6)),
        ("top_left", (0.06, 0.12, 0.26, 0.32)),
        ("bottom_right", (0.74, 0.68, 0.94, 0.88)),
        ("top", (0.4, 0.12, 0.6, 0.32)),
        ("left", (0.06, 0.4, 0.26, 0.6)),
    ],
)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_stands_upright_where_it_is_wanted_on_turned_and_cropped_pages(
    run_directly: RunDirectly,
    blank: Path,
    stamp: Path,
    position: str,
    box: tuple[float, float, float, float],
    turn: int,
) -> None:
    # What is seen is always 400 x 200 points, cut out of a larger page.
    width, height = BLANK if turn % 180 == 0 else BLANK[::-1]
    with pikepdf.open(blank, allow_overwriting_input=True) as pdf:
        pdf.pages[0].mediabox = pikepdf.Array([0, 0, 700, 700])
        pdf.pages[0].cropbox = pikepdf.Array([50, 100, 50 + width, 100 + height])
        pdf.pages[0].Rotate = turn
        pdf.save(blank)

    output = run_directly(
        PdfWatermark(), [blank, stamp], roles=["source", "picture"],
        position=position, size=20, opacity=100, margin=24,
    )  # fmt: skip

    path = output.files[0].path
    left, top, right, bottom = box
    found = inked(path)
    assert found == pytest.approx((left, top, right, bottom - 0.25 * (bottom - top)), abs=0.012)
    page, middle = drawn(path), top + (bottom - top) / 3
    assert is_near(colour_at(page, left + 0.05, middle), (220, 0, 0))
    assert is_near(colour_at(page, right - 0.05, middle), (0, 0, 220))


@pytest.mark.parametrize(
    ("opacity", "colour"), [(100, (0, 0, 0)), (50, (128, 128, 128)), (10, (230, 230, 230))]
)
def test_opacity_lets_the_paper_show_through(
    run_directly: RunDirectly, blank: Path, tmp_path: Path, opacity: int, colour: Colour
) -> None:
    black = tmp_path / "black.png"
    Image.new("RGB", (20, 20)).save(black)

    output = run_directly(
        PdfWatermark(), [blank, black], roles=["source", "picture"], opacity=opacity, size=30
    )

    assert is_near(colour_at(drawn(output.files[0].path), 0.5, 0.5), colour, 4)


def test_a_stamp_goes_over_or_under_the_page(run_directly: RunDirectly, book: Path, stamp: Path) -> None:
    places: dict[str, Any] = {"position": "top_left", "size": 10, "opacity": 100, "margin": 0, "pages": "1"}
    over, under = (
        run_directly(PdfWatermark(), [book, stamp], roles=["source", "picture"], layer=layer, **places)
        for layer in ("over", "under")
    )

    assert is_near(colour_at(drawn(over.files[0].path), 0.02, 0.01), (220, 0, 0))
    assert is_near(colour_at(drawn(under.files[0].path), 0.02, 0.01), (210, 40, 40))


def test_only_the_pages_wanted_are_stamped(run_directly: RunDirectly, ten: Path) -> None:
    path = run_directly(PdfWatermark(), [ten], text="DRAFT", pages="2,9-").files[0].path

    stamped = ["DRAFT" in text for text in texts(path)]
    assert [number for number, has in enumerate(stamped, start=1) if has] == [2, 9, 10]


def test_tiles_cover_the_page_and_a_turned_text_fits_on_it(run_directly: RunDirectly, blank: Path) -> None:
    tiled = run_directly(PdfWatermark(), [blank], text="DRAFT", position="tiled", size=10, opacity=100)
    turned = run_directly(PdfWatermark(), [blank], text="CONFIDENTIAL", rotation=90, size=100, margin=0)

    assert inked(tiled.files[0].path) == pytest.approx((0, 0, 1, 1), abs=0.1)
    assert len(PdfReader(tiled.files[0].path).pages[0].extract_text().split()) > 40
    box = inked(turned.files[0].path)
    assert box
    assert 0 <= box[1] < 0.1
    assert 0.9 < box[3] <= 1


def test_a_page_that_shares_its_resources_leaves_the_others_alone(
    run_directly: RunDirectly, ten: Path
) -> None:
    with pikepdf.open(ten, allow_overwriting_input=True) as pdf:
        shared = pdf.make_indirect(pdf.pages[0].Resources)
        for page in pdf.pages:
            page.obj.Resources = shared
        pdf.save(ten)

    path = run_directly(PdfWatermark(), [ten], text="X", pages="1").files[0].path

    with pikepdf.open(path) as pdf:
        assert "/XObject" in pdf.pages[0].Resources
        assert "/XObject" not in pdf.pages[1].Resources


@pytest.mark.parametrize(("with_picture", "options"), [(False, {}), (True, {"text": "both"})])
def test_a_stamp_is_either_a_text_or_a_picture(
    run_directly: RunDirectly, blank: Path, stamp: Path, with_picture: bool, options: dict[str, str]
) -> None:
    files = [blank, stamp] if with_picture else [blank]

    with pytest.raises(InvalidInputError, match="either the option 'text' or a picture") as refusal:
        run_directly(PdfWatermark(), files, roles=["source", "picture"][: len(files)], **options)

    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize(
    "options",
    [{"colour": "red"}, {"opacity": 0}, {"rotation": 200}, {"size": 0}, {"text": ""}, {"text": "x" * 201}],
)
def test_looks_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PdfWatermark.options_type.model_validate({"text": "x"} | options)
