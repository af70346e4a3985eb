"""`comic-convert`: pages in order and untouched, and archives that are traps."""

import tarfile
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.comic_convert import ComicConvert
from apps.tools.plugins.document.comic_pages import natural_order
from apps.tools.proving.comic_convert import NAMES, SIZE, check, make_sample, pictures
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch


@pytest.fixture
def comic(tmp_path: Path) -> Path:
    path = tmp_path / "comic.cbz"
    make_sample("cbz", path)
    return path


def scan_of(jpeg: bytes) -> bytes:
    """What is left of a JPEG without its headers: the picture, as it was compressed."""
    return jpeg[jpeg.index(b"\xff\xda") :]


def test_page_two_comes_before_page_ten() -> None:
    names = ["p10.jpg", "p2.jpg", "P1.jpg", "b/1.jpg", "a/2.jpg"]

    assert sorted(names, key=natural_order) == ["a/2.jpg", "b/1.jpg", "P1.jpg", "p2.jpg", "p10.jpg"]


def test_jpeg_pages_go_into_the_pdf_as_they_are(launch: Launch, comic: Path) -> None:
    outcome = launch("comic-convert", comic, output_format="pdf", direction="right_to_left", title="Ü")

    assert outcome.fault is None
    with pikepdf.open(outcome.files[0].path) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        found = [item.read_raw_bytes() for item in streams if item.get("/Filter") == "/DCTDecode"]
        assert sorted(map(scan_of, found)) == sorted(map(scan_of, pictures()))
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        assert str(pdf.docinfo["/Title"]) == "Ü"


def test_a_pdf_gives_back_the_very_pictures(run_directly: RunDirectly, comic: Path) -> None:
    pdf = run_directly(ComicConvert(), [comic], output_format="pdf").files[0].path

    back = run_directly(ComicConvert(), [pdf], output_format="cbz").files[0].path

    with zipfile.ZipFile(back) as archive:
        back_again = [archive.read(name) for name in sorted(archive.namelist())]
    assert [scan_of(data) for data in back_again] == [scan_of(data) for data in pictures()]


def test_what_catalogues_know_of_a_comic_stays_with_it(run_directly: RunDirectly, comic: Path) -> None:
    with zipfile.ZipFile(comic, "a") as archive:
        archive.writestr("ComicInfo.xml", "<ComicInfo><Title>T</Title></ComicInfo>")
        archive.writestr("__MACOSX/._page 1.jpg", b"rubbish")
        archive.writestr("cover.jpg", b"no picture")

    output = run_directly(ComicConvert(), [comic], output_format="cbt")

    with tarfile.open(output.files[0].path) as archive:
        assert archive.getnames() == ["ComicInfo.xml", "001.jpg", "002.jpg", "003.jpg"]
    assert output.notes == ("Files that are named like pictures, but are none, were left out: 1.",)


def test_a_book_has_fixed_pages_that_turn_the_right_way(run_directly: RunDirectly, comic: Path) -> None:
    output = run_directly(ComicConvert(), [comic], output_format="epub", direction="right_to_left")

    with zipfile.ZipFile(output.files[0].path) as book:
        assert book.namelist()[0] == "mimetype"
        package = etree.fromstring(book.read("book.opf"))
        page = book.read("page-00001.xhtml").decode()
    spine = next(package.iter("{*}spine"))
    assert (spine.get("page-progression-direction"), len(spine)) == ("rtl", 3)
    assert "pre-paginated" in {meta.text for meta in package.iter("{*}meta")}
    assert f"width={SIZE[0]}, height={SIZE[1]}" in page


def test_png_and_webp_pages_become_pdf_pages(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "mixed.cbz"
    with zipfile.ZipFile(path, "w") as archive:
        for number, kind in enumerate(("png", "webp", "gif")):
            picture = tmp_path / f"{number}.{kind}"
            Image.new("RGB", (40, 60), "blue").save(picture)
            archive.write(picture, picture.name)

    output = run_directly(ComicConvert(), [path], output_format="pdf")

    assert output.files[0].claims == {"pages": 3}


def test_an_archive_without_pictures_is_no_comic(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "text.cbz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "text")

    with pytest.raises(InvalidInputError, match="has no pictures") as refusal:
        run_directly(ComicConvert(), [path], output_format="pdf")

    assert refusal.value.code == "input_not_allowed"


def test_bombs_and_damage_are_refused(run_directly: RunDirectly, comic: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.cbz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.jpg", bytes(60 * 1024 * 1024))
    broken = tmp_path / "broken.cbz"
    broken.write_bytes(comic.read_bytes()[:300])

    for path, code in ((bomb, "input_limit"), (broken, "input_corrupt")):
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(ComicConvert(), [path], output_format="pdf")
        assert refusal.value.code == code


def test_a_picture_that_is_cut_off_is_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "cut.cbz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.jpg", pictures()[0][:-200])

    with pytest.raises(InvalidInputError):
        run_directly(ComicConvert(), [path], output_format="pdf")


def test_the_order_is_that_of_the_names_not_of_the_archive(run_directly: RunDirectly, comic: Path) -> None:
    with zipfile.ZipFile(comic) as archive:
        assert archive.namelist() != list(NAMES)

    output = run_directly(ComicConvert(), [comic], output_format="cb7")

    check(output.files[0].path, "cbz", "cb7", make_sample("cbz", comic))
