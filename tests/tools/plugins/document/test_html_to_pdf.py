"""`html-to-pdf`: print rules, what came with the page, and what is not fetched."""

import zipfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.html_to_pdf import HtmlToPdf
from apps.tools.proving.document_readers import read
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(
        "<title>Bericht</title><style>@page { size: A5; margin: 15mm;"
        " @bottom-center { content: 'Seite ' counter(page) ' von ' counter(pages) } }"
        " h1 { break-before: page } @media screen { p { display: none } }</style>"
        "<p>Grüße</p><h1>Zwei</h1><script>document.body.append('lief')</script>"
    )
    return path


def test_page_rules_breaks_and_running_counters_hold(launch: Launch, page: Path) -> None:
    outcome = launch("html-to-pdf", page)

    assert outcome.fault is None
    assert outcome.files[0].details["pages"] == 2
    with pypdfium2.PdfDocument(outcome.files[0].path) as pdf:
        texts = [sheet.get_textpage().get_text_bounded().split("\r\n") for sheet in pdf]
        assert texts == [["Grüße", "Seite 1 von 2"], ["Zwei", "Seite 2 von 2"]]
        assert pdf[0].get_size() == pytest.approx((419.5, 595.3), abs=0.5)
        assert pdf.get_metadata_dict()["Title"] == "Bericht"


def test_screen_styles_and_a_lying_page_can_be_chosen(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<style>@media screen { .p { display: none } }</style><p class=p>print</p><p>all</p>")

    output = run_directly(HtmlToPdf(), [path], media="screen", landscape=True)

    with pypdfium2.PdfDocument(output.files[0].path) as pdf:
        assert pdf[0].get_textpage().get_text_bounded() == "all"
        assert pdf[0].get_width() > pdf[0].get_height()


@pytest.mark.parametrize("packed", [False, True])
def test_style_sheets_and_pictures_that_came_along_are_used(
    run_directly: RunDirectly, tmp_path: Path, packed: bool
) -> None:
    path, sheet, picture = tmp_path / "p.html", tmp_path / "look.css", tmp_path / "red.png"
    path.write_text("<link rel=stylesheet href='css/look.css'><p class=x>hidden</p><img src='img/red.png'>")
    sheet.write_text(".x { display: none }")
    Image.new("RGB", (20, 20), "red").save(picture)
    assets = [sheet, picture]
    if packed:
        assets = [tmp_path / "assets.zip"]
        with zipfile.ZipFile(assets[0], "w") as archive:
            archive.write(sheet, "css/look.css")
            archive.write(picture, "img/red.png")

    output = run_directly(HtmlToPdf(), [path, *assets], roles=["source", *["assets"] * len(assets)])

    found = read(output.files[0].path, "pdf")
    assert (found.text, found.pictures, output.notes) == ("", 1, ())


def test_nothing_else_is_read(run_directly: RunDirectly, tmp_path: Path) -> None:
    picture, path = tmp_path / "red.png", tmp_path / "page.html"
    Image.new("RGB", (20, 20), "red").save(picture)
    path.write_text(
        f"<p>text</p><img src='file://{picture}'><img src='{picture}'><img src='../red.png'>"
        "<style>@import 'http://127.0.0.1:9/x.css'; p { background: url(http://127.0.0.1:9/y.png) }</style>"
    )

    output = run_directly(HtmlToPdf(), [path])

    assert read(output.files[0].path, "pdf").pictures == 0
    assert len(output.notes) == 1
    assert output.notes[0].startswith("Left out, since the document only points to them: ")


def test_a_page_without_end_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "long.html"
    path.write_text(
        "<style>@page { size: 30mm 30mm; margin: 0 } p { break-after: page }</style>" + "<p>x</p>" * 5100
    )

    with pytest.raises(InvalidInputError, match="5000 are allowed") as refusal:
        run_directly(HtmlToPdf(), [path])

    assert refusal.value.code == "input_limit"


def test_a_damaged_archive_of_assets_is_refused(
    run_directly: RunDirectly, page: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "assets.zip"
    broken.write_bytes(b"PK\x03\x04")

    with pytest.raises(InvalidInputError, match="damaged"):
        run_directly(HtmlToPdf(), [page, broken], roles=["source", "assets"])
