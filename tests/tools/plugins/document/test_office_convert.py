"""`office-convert`: LibreOffice within the walls, its options, and documents that would reach out of it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.office_convert import OfficeConvert
from apps.tools.plugins.document.office_profile import make_profile
from apps.tools.plugins.document.office_share import FOLDER, MISSING, complete_share
from apps.tools.proving.document_readers import read
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch, Rewrite, Sample, needs_libreoffice
from tests.tools.plugins.document.encrypted_odt import encrypt

pytestmark = needs_libreoffice


def test_a_word_file_becomes_a_pdf_in_the_tool_host(launch: Launch, sample: Sample) -> None:
    outcome = launch("office-convert", sample("docx"), output_format="pdf")

    assert outcome.fault is None
    found = read(outcome.files[0].path, "pdf")
    assert "Der Fluss läuft größer" in found.text
    assert found.pictures == 1
    assert outcome.files[0].details["pages"] == 1


def test_runs_go_side_by_side(run_directly: RunDirectly, sample: Sample) -> None:
    sources = [sample("docx"), sample("pptx")]
    with ThreadPoolExecutor(2) as pool:
        outputs = list(
            pool.map(lambda path: run_directly(OfficeConvert(), [path], output_format="pdf"), sources)
        )

    assert ["Überblick" in read(output.files[0].path, "pdf").text for output in outputs] == [True, True]


def test_csv_keeps_texts_that_only_look_like_numbers_and_no_formulas(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_text('plz;menge;formel;titel\n01067;1,5;=1+1;"Größe; quer"\n80331;2;@x;Höhe\n', "cp1252")

    output = run_directly(OfficeConvert(), [path], output_format="ods")

    rows = CalamineWorkbook.from_path(str(output.files[0].path)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["01067", "1,5", "=1+1", "Größe; quer"]
    assert output.notes


def test_chosen_pages_become_an_archival_pdf(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n".join(f"line {number}" for number in range(1, 200)))

    output = run_directly(OfficeConvert(), [path], output_format="pdf", pages="2", archival=True)

    with pypdfium2.PdfDocument(output.files[0].path) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
        assert len(pdf) == 1
    assert "line 1\r" not in text
    assert "line 100" in text
    assert b"pdfaid:part" in output.files[0].path.read_bytes()


def test_a_password_opens_a_document_and_a_wrong_one_does_not(
    run_directly: RunDirectly, sample: Sample, tmp_path: Path
) -> None:
    path = tmp_path / "locked.odt"
    encrypt(sample("odt"), path, password="geheim")

    output = run_directly(OfficeConvert(), [path], output_format="pdf", password="geheim")
    assert "Der Fluss läuft größer" in read(output.files[0].path, "pdf").text

    for password, told in ((None, "Give it as the option"), ("falsch", "does not open it")):
        with pytest.raises(InvalidInputError, match=told) as refusal:
            run_directly(OfficeConvert(), [path], output_format="pdf", password=password)
        assert refusal.value.code == "input_encrypted"


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_a_damaged_file_is_refused(
    run_directly: RunDirectly, sample: Sample, with_parts: Rewrite, format: str
) -> None:
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[format]
    path = with_parts(sample(format), {part: b"<broken"})

    with pytest.raises(InvalidInputError, match="is damaged") as refusal:
        run_directly(OfficeConvert(), [path], output_format="pdf")

    assert refusal.value.code == "input_corrupt"


def test_entities_in_a_word_file_are_refused(
    run_directly: RunDirectly, sample: Sample, with_parts: Rewrite
) -> None:
    part = b'<!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>'
    path = with_parts(sample("docx"), {"word/document.xml": part})

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(OfficeConvert(), [path], output_format="pdf")

    assert refusal.value.code == "input_corrupt"


def test_an_old_file_that_is_none_is_refused_before_libreoffice_sees_it(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "letter.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))

    with pytest.raises(InvalidInputError):
        run_directly(OfficeConvert(), [path], output_format="pdf")


def test_a_presentation_becomes_no_table(run_directly: RunDirectly, sample: Sample) -> None:
    with pytest.raises(InvalidInputError, match="cannot become xlsx"):
        run_directly(OfficeConvert(), [sample("pptx")], output_format="xlsx")


def linked_picture(address: str) -> bytes:
    """The content of an OpenDocument text that shows a picture from somewhere."""
    return (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>'
        '<text:p>before<draw:frame svg:width="5cm" svg:height="5cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{address}" xlink:type="simple"/></draw:frame></text:p>'
        "</office:text></office:body></office:document-content>"
    ).encode()


@pytest.mark.parametrize("scheme", ["file://", "vnd.sun.star.expand:file://"])
def test_a_linked_picture_is_not_read_although_it_could_be(
    run_directly: RunDirectly, sample: Sample, with_parts: Rewrite, tmp_path: Path, scheme: str
) -> None:
    from PIL import Image

    neighbour = tmp_path / "neighbour.png"
    Image.new("RGB", (50, 50), "red").save(neighbour)
    path = with_parts(sample("odt"), {"content.xml": linked_picture(f"{scheme}{neighbour}")})

    output = run_directly(OfficeConvert(), [path], output_format="pdf")

    with pypdfium2.PdfDocument(output.files[0].path) as pdf:
        colours = pdf[0].render(scale=0.5).to_pil().convert("RGB").getcolors(100_000) or []
    assert not any(red > 200 and green < 60 for _, (red, green, _blue) in colours)


def test_a_formula_that_would_fetch_or_run_does_not(launch: Launch, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, '=WEBSERVICE("http://127.0.0.1:9/")', value="kept")
        sheet.write_formula(1, 0, "=1+1", value=2)

    outcome = launch("office-convert", path, output_format="csv")

    assert outcome.fault is None
    assert outcome.files[0].path.read_text().splitlines()[1] == "2"


def test_the_profile_turns_macros_and_links_off(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")

    settings = (tmp_path / "profile" / "user" / "registrymodifications.xcu").read_text()
    for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks"):
        assert f'oor:name="{name}" oor:op="fuse"><value>true<' in settings


def test_only_what_is_missing_of_the_shared_files_is_added(tmp_path: Path) -> None:
    share = tmp_path / "share"
    (share / FOLDER).mkdir(parents=True)
    (share / "config" / "other.xml").write_text("x")

    completed = complete_share(share, copy=tmp_path / "copy")

    assert (completed / "config" / "other.xml").readlink() == share / "config" / "other.xml"
    assert (completed / FOLDER / MISSING).read_text().count("<object") == 8
    (share / FOLDER / MISSING).write_text("there")
    assert complete_share(share, copy=tmp_path / "second") == share


def test_a_package_in_the_result_is_whole(run_directly: RunDirectly, sample: Sample) -> None:
    output = run_directly(OfficeConvert(), [sample("docx")], output_format="odt")

    with ZipFile(output.files[0].path) as package:
        assert package.testzip() is None
