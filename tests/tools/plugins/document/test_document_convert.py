"""`document-convert`: what a conversion keeps, and what its options do."""

import re
from pathlib import Path
from zipfile import ZipFile

import docx
import pypdfium2
import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.document_convert import DocumentConvert
from apps.tools.proving.document_readers import read
from apps.tools.proving.document_samples import picture
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Launch, Sample


@pytest.mark.parametrize("target", ["html", "odt", "epub", "pdf", "docx"])
def test_a_picture_in_the_document_stays_in_it(
    run_directly: RunDirectly, sample: Sample, target: str
) -> None:
    source = sample("odt" if target == "docx" else "docx")

    output = run_directly(DocumentConvert(), [source], output_format=target)

    assert len(output.files) == 1
    assert read(output.files[0].path, target).pictures == 1


def test_pictures_of_a_markup_text_come_beside_it_under_the_names_it_uses(
    run_directly: RunDirectly, sample: Sample
) -> None:
    text, shown = run_directly(DocumentConvert(), [sample("docx")], output_format="md").files

    assert shown.path.read_bytes() == picture()
    assert f"({shown.name})" in text.path.read_text() or f'src="{shown.name}"' in text.path.read_text()


def test_headings_nested_lists_tables_and_footnotes_become_words_own(
    run_directly: RunDirectly, sample: Sample
) -> None:
    output = run_directly(DocumentConvert(), [sample("md")], output_format="docx")

    document = docx.Document(str(output.files[0].path))
    styles = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert (styles["Überblick"], styles["Zweiter Abschnitt"]) == ("Heading 1", "Heading 2")
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Ort", "Meter"],
        ["Lyon", "173"],
    ]
    with ZipFile(output.files[0].path) as package:
        assert "Randbemerkung" in package.read("word/footnotes.xml").decode()
        levels = re.findall(r'<w:ilvl w:val="(\d)"', package.read("word/document.xml").decode())
    assert {"0", "1"} <= set(levels)


def test_a_pdf_has_the_page_size_and_the_title_that_were_asked_for(
    run_directly: RunDirectly, sample: Sample
) -> None:
    output = run_directly(
        DocumentConvert(), [sample("md")], output_format="pdf", page_size="letter", title="Straße & Co"
    )

    with pypdfium2.PdfDocument(output.files[0].path) as pdf:
        assert pdf[0].get_size() == pytest.approx((612, 792), abs=1)
        assert pdf.get_metadata_dict()["Title"] == "Straße & Co"


def test_a_table_of_contents_and_numbers_are_made(run_directly: RunDirectly, sample: Sample) -> None:
    output = run_directly(
        DocumentConvert(), [sample("md")], output_format="html", table_of_contents=True, number_sections=True
    )

    page = output.files[0].path.read_text()
    assert 'id="TOC"' in page
    assert '<span class="header-section-number">1.1</span>' in page


def test_without_a_head_only_the_text_is_made(run_directly: RunDirectly, sample: Sample) -> None:
    output = run_directly(DocumentConvert(), [sample("md")], output_format="html", standalone=False)

    assert output.files[0].path.read_text().startswith("<h1")


def test_a_reference_document_lends_its_styles(
    run_directly: RunDirectly, sample: Sample, tmp_path: Path
) -> None:
    reference = docx.Document()
    reference.styles["Heading 1"].font.name = "Courier New"
    path = tmp_path / "reference.docx"
    reference.save(str(path))

    output = run_directly(
        DocumentConvert(), [sample("md"), path], roles=["source", "reference"], output_format="docx"
    )

    with ZipFile(output.files[0].path) as package:
        assert "Courier New" in package.read("word/styles.xml").decode()


def test_a_reference_of_another_format_is_refused(run_directly: RunDirectly, sample: Sample) -> None:
    with pytest.raises(InvalidInputError, match="styles to a docx document only") as refusal:
        run_directly(
            DocumentConvert(),
            [sample("md"), sample("docx")],
            roles=["source", "reference"],
            output_format="odt",
        )
    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_encoding_it_has(
    run_directly: RunDirectly, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Übergrößenträger\n\nDie Straße läuft über die Brücke, schön grün.\n" * 3, encoding)

    output = run_directly(DocumentConvert(), [path], output_format="html")

    assert "Übergrößenträger" in output.files[0].path.read_text("utf-8")
    assert bool(output.notes) == (encoding != "utf-8-sig")


def test_a_page_is_read_in_the_encoding_it_declares(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes('<html><head><meta charset="iso-8859-2"></head><p>Żółw</p></html>'.encode("iso-8859-2"))

    output = run_directly(DocumentConvert(), [path], output_format="txt")

    assert output.files[0].path.read_text("utf-8").strip() == "Żółw"
    assert output.notes == ("The text was read as iso-8859-2.",)


def test_rtf_keeps_the_letter_behind_an_escaped_one(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "note.rtf"
    path.write_text(r"{\rtf1\ansi \u220?berblick gr\u246?\u223?er\par}")

    output = run_directly(DocumentConvert(), [path], output_format="txt")

    assert output.files[0].path.read_text().strip() == "Überblick größer"


def test_plain_text_is_no_markup(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("# not a heading\n*not emphasis*\n\n<b>second</b> paragraph\n")

    page = run_directly(DocumentConvert(), [path], output_format="html").files[0].path.read_text()

    assert "<p># not a heading<br />\n*not emphasis*</p>" in page
    assert "&lt;b&gt;second&lt;/b&gt; paragraph" in page


def test_tables_of_a_fictionbook_are_said_to_be_lost(run_directly: RunDirectly, sample: Sample) -> None:
    output = run_directly(DocumentConvert(), [sample("fb2")], output_format="txt")

    assert "The tables of the book were left out: they cannot be read." in output.notes


def test_titles_and_languages_are_bounded() -> None:
    options = DocumentConvert.options_type

    for wrong in ({"title": "a\nb"}, {"language": "de --lua-filter=x"}, {"title": "x" * 301}):
        with pytest.raises(ValidationError):
            options.model_validate({"output_format": "html", **wrong})


def test_a_document_becomes_a_pdf_in_the_tool_host(launch: Launch, sample: Sample) -> None:
    outcome = launch("document-convert", sample("docx"), output_format="pdf")

    assert outcome.fault is None
    assert [(file.name, file.details["pages"]) for file in outcome.files] == [("sample.pdf", 1)]
    assert "Der Fluss läuft größer" in read(outcome.files[0].path, "pdf").text
