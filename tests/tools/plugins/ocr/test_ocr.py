"""Text is read off pictures and scans by both engines, wherever it stands."""

import json
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.ocr import engines
from apps.tools.plugins.ocr.languages import RAPIDOCR, TITLES
from apps.tools.plugins.ocr.ocr import Ocr
from apps.tools.plugins.ocr.reading import OcrResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.ocr.conftest import ENGLISH, GERMAN, DrawPage, needs_tesseract

FIRST_LINES = "\n".join(ENGLISH.splitlines()[:2])

both_engines = pytest.mark.parametrize(
    "engine", [pytest.param("tesseract", marks=needs_tesseract), "rapidocr"]
)


def text_of(output: ToolOutput) -> str:
    return output.files[0].path.read_text("utf-8")


def result_of(output: ToolOutput) -> OcrResult:
    assert isinstance(output.result, OcrResult)
    return output.result


def accuracy(found: str, wanted: str) -> float:
    """How many of the characters are right, white space aside."""
    found, wanted = " ".join(found.split()), " ".join(wanted.split())
    matches = SequenceMatcher(None, found, wanted, autojunk=False).get_matching_blocks()
    return sum(match.size for match in matches) / max(len(found), len(wanted))


@both_engines
@pytest.mark.parametrize(("language", "text"), [("eng", ENGLISH), ("deu", GERMAN)])
def test_a_paragraph_is_read_with_its_umlauts(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path, engine: str, language: str, text: str
) -> None:
    path = tmp_path / "page.png"
    draw_page(text).save(path)

    output = run_directly(Ocr(), [path], engine=engine, language=language)

    assert accuracy(text_of(output), text) >= 0.98
    assert text_of(output).count("\n") == text.count("\n") + 1
    assert (result_of(output).engine, result_of(output).language) == (engine, language)
    assert (result_of(output).confidence or 0) > 0.85


def faint(page: Image.Image) -> Image.Image:
    return page.point(lambda tone: 150 + tone // 10)


def grainy(page: Image.Image) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 25, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page) * 0.6 + 60 + noise, 0, 255).astype(np.uint8))


def negative(page: Image.Image) -> Image.Image:
    return page.point(lambda tone: 255 - tone)


def shadowed(page: Image.Image) -> Image.Image:
    light = np.linspace(0.25, 1, page.width)
    return Image.fromarray((np.asarray(page) * light).astype(np.uint8))


@needs_tesseract
@pytest.mark.parametrize("spoil", [faint, grainy, negative, shadowed])
def test_a_bad_scan_is_cleaned_before_it_is_read(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path, spoil: object
) -> None:
    assert callable(spoil)
    path = tmp_path / "page.png"
    spoil(draw_page()).save(path)

    assert accuracy(text_of(run_directly(Ocr(), [path])), ENGLISH) >= 0.98


@needs_tesseract
def test_without_preprocessing_a_skewed_scan_is_read_worse(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path
) -> None:
    path = tmp_path / "page.png"
    draw_page().rotate(9, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC).save(path)

    cleaned = run_directly(Ocr(), [path], output_format="json")
    raw = run_directly(Ocr(), [path], preprocess=False)

    (page,) = json.loads(text_of(cleaned))["pages"]
    assert page["skew"] == pytest.approx(9, abs=0.3)
    assert accuracy(page["text"], ENGLISH) >= 0.98 > accuracy(text_of(raw), ENGLISH)


@pytest.mark.parametrize(
    ("engine", "turned"),
    [
        *(pytest.param("tesseract", turned, marks=needs_tesseract) for turned in (90, 180, 270)),
        ("rapidocr", 180),
    ],
)
def test_a_page_on_its_side_or_head_is_turned_and_its_words_are_where_they_stand(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path, engine: str, turned: int
) -> None:
    path = tmp_path / "page.png"
    upright = draw_page(FIRST_LINES, size=(1300, 210))
    page = upright.rotate(turned, expand=True)
    page.save(path)

    output = run_directly(Ocr(), [path], engine=engine, output_format="json")

    (read,) = json.loads(text_of(output))["pages"]
    assert accuracy(read["text"], FIRST_LINES) >= 0.98
    assert read["rotation"] == turned
    assert output.notes == (f"Page 1 was turned by {turned} degrees to be read.",)
    left, top, width, height = read["lines"][0]["words"][0]["box"]
    ink = np.asarray(page.crop((left, top, left + width, top + height)).rotate(-turned, expand=True)) < 128
    wanted = np.asarray(upright.crop((50, 45, 122, 90))) < 128  # "The", the first word
    assert ink.sum() == pytest.approx(wanted.sum(), rel=0.1)


@both_engines
def test_a_searchable_pdf_shows_the_scan_and_has_its_words_where_they_are_seen(
    run_directly: RunDirectly, english_page: Path, engine: str
) -> None:
    output = run_directly(Ocr(), [english_page], engine=engine, output_format="pdf", dpi=144)

    with pypdfium2.PdfDocument(output.files[0].path) as document, Image.open(english_page) as given:
        page = document[0]
        assert page.get_size() == pytest.approx((1400 * 72 / 144, 360 * 72 / 144), abs=0.01)
        shown = page.render(scale=144 / 72).to_pil().convert("L")
        difference = np.abs(np.asarray(shown, int) - np.asarray(given.convert("L"), int))
        assert difference.mean() < 1
        text = page.get_textpage()
        assert accuracy(text.get_text_range(), ENGLISH) >= 0.98
        place = text.search("fox").get_next()
        assert place
        left, bottom, right, top = text.get_charbox(place[0])
    ink = np.asarray(given)[int(360 - top * 144 / 72) : int(360 - bottom * 144 / 72)]
    assert (ink[:, int(left * 144 / 72) : int(right * 144 / 72)] < 128).mean() > 0.1


@needs_tesseract
def test_a_jpeg_is_put_into_the_pdf_as_it_is(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path
) -> None:
    path = tmp_path / "page.jpg"
    draw_page().save(path, dpi=(150, 150))

    output = run_directly(Ocr(), [path], output_format="pdf")

    with pikepdf.open(output.files[0].path) as pdf:
        picture = pdf.pages[0].Resources.XObject.Picture
        assert picture.read_raw_bytes() == path.read_bytes()
        assert float(pdf.pages[0].mediabox[2]) == pytest.approx(1400 * 72 / 150, abs=0.01)


@needs_tesseract
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_scanned_pdf_keeps_its_pages_and_gets_text_on_those_without(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path, turned: int
) -> None:
    path = tmp_path / "scan.pdf"
    draw_page().rotate(turned, expand=True).save(path, resolution=150)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotation = turned  # and so it is shown upright
        box = pdf.pages[0].mediabox
        pdf.pages[0].mediabox = pikepdf.Array([float(side) + 30 for side in box])
        pdf.pages[0].Contents = pdf.make_stream(b"1 0 0 1 30 30 cm " + pdf.pages[0].Contents.read_bytes())
        pdf.save()

    once = run_directly(Ocr(), [path], output_format="pdf", dpi=150)
    twice = run_directly(Ocr(), [once.files[0].path], output_format="pdf", dpi=150)

    with pypdfium2.PdfDocument(once.files[0].path) as document:
        text = document[0].get_textpage()
        assert accuracy(text.get_text_range(), ENGLISH) >= 0.98
        width, height = document[0].get_size()
        assert width > height
    assert twice.notes == ("Page 1 has text already; it was kept as it is.",)
    with pikepdf.open(once.files[0].path) as first, pikepdf.open(twice.files[0].path) as second:
        assert len(first.pages[0].Contents) == len(second.pages[0].Contents)


@needs_tesseract
def test_the_pages_of_a_tiff_are_read_one_after_the_other(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path, reported: list[tuple[float, str]]
) -> None:
    path = tmp_path / "fax.tiff"
    pages = [draw_page(text, size=(1400, 200)) for text in ("First page here", "Second page here", "Third")]
    pages[0].save(path, save_all=True, append_images=pages[1:])

    output = run_directly(Ocr(), [path], pages="1-2")

    assert text_of(output) == "First page here\n\fSecond page here\n"
    assert reported == [(0.0, "page 1 of 2"), (0.5, "page 2 of 2")]


@needs_tesseract
def test_the_mode_reaches_the_engine(run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    draw_page().rotate(180).save(path)

    output = run_directly(Ocr(), [path], mode="orientation")

    assert text_of(output) == "Page 1: turn by 180 degrees clockwise, script Latin\n"
    assert result_of(output).words == 0


@needs_tesseract
def test_preprocessing_may_be_left_out(run_directly: RunDirectly, english_page: Path) -> None:
    output = run_directly(Ocr(), [english_page], preprocess=False, mode="block")

    assert accuracy(text_of(output), ENGLISH) >= 0.98


@pytest.mark.parametrize("language", sorted(set(TITLES) - RAPIDOCR))
def test_a_language_that_no_engine_reads_is_refused_and_not_read_as_english(
    run_directly: RunDirectly, english_page: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(engines, "find_tesseract", lambda _: None)

    with pytest.raises(InvalidInputError, match=f"tesseract-ocr-{language}") as refusal:
        run_directly(Ocr(), [english_page], language=language)
    assert refusal.value.code == "input_not_allowed"


def test_dutch_is_read_as_dutch(run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    text = "De reünie op het eiland was één groot feest voor ons"
    draw_page(text, size=(1400, 140)).save(path)

    output = run_directly(Ocr(), [path], language="nld", engine="rapidocr")

    assert result_of(output).language == "nld"
    assert text_of(output).strip() == text


def test_a_mode_that_the_engine_does_not_have_is_refused(
    run_directly: RunDirectly, english_page: Path
) -> None:
    with pytest.raises(InvalidInputError, match="has no mode 'word'") as refusal:
        run_directly(Ocr(), [english_page], engine="rapidocr", mode="word")
    assert refusal.value.code == "input_not_allowed"


def test_an_unknown_language_mode_or_option_is_refused(run_directly: RunDirectly, english_page: Path) -> None:
    for options in ({"language": "klingon"}, {"mode": "99"}, {"ocr_mode": "3"}, {"pages": "0"}):
        with pytest.raises(ValidationError):
            run_directly(Ocr(), [english_page], **options)


def test_two_columns_are_read_one_after_the_other_and_the_rows_of_a_table_across(
    run_directly: RunDirectly, draw_page: DrawPage, tmp_path: Path
) -> None:
    left = "Apples grow on tall trees\nin the very old orchard\njust behind the mill house"
    right = "Ships sail far to the west\nand over the blue oceans\nwith cargo for new towns"
    page = Image.new("L", (1300, 300), 255)
    page.paste(draw_page(left, size=(600, 300)), (0, 0))
    page.paste(draw_page(right, size=(600, 300)), (650, 0))
    path = tmp_path / "columns.png"
    page.save(path)

    columns = text_of(run_directly(Ocr(), [path], engine="rapidocr"))
    across = text_of(run_directly(Ocr(), [path], engine="rapidocr", mode="block"))

    assert columns.split() == [*left.split(), *right.split()]
    assert across.splitlines()[0] == "Apples grow on tall trees Ships sail far to the west"


def test_a_blank_page_has_no_text(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    Image.new("RGB", (300, 200), "white").save(path)

    output = run_directly(Ocr(), [path])

    assert text_of(output) == "\n"
    assert output.notes == ("No text was found on page 1.",)
    assert result_of(output).confidence is None
