from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from apps.tools.base import ToolOutput
from apps.tools.plugins.pdf.metadata_options import PageSize, PdfMetadataResult
from apps.tools.plugins.pdf.pdf_metadata import PdfMetadata
from apps.tools.plugins.pdf.pdf_protect import PdfProtect
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import write_form
from tests.tools.plugins.pdf.readings import outline, texts, unpacked


@pytest.fixture
def titled(book: Path) -> Path:
    """The book with XMP beside its Info dictionary."""
    with pikepdf.open(book, allow_overwriting_input=True) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
            xmp["dc:title"] = "Old title"
            xmp["dc:creator"] = ["Alice", "Bob"]
            xmp["dc:description"] = "CANARY-SUBJECT"
        pdf.docinfo["/CreationDate"] = "D:20240501100000+02'00'"
        pdf.docinfo["/Department"] = "Lamps"
        pdf.pages[0].obj.PieceInfo = pikepdf.Dictionary(Private=pikepdf.String("CANARY-PRIVATE"))
        pdf.Root.Lang = "de"
        pdf.save(book)
    return book


def result_of(output: ToolOutput) -> PdfMetadataResult:
    assert isinstance(output.result, PdfMetadataResult)
    return output.result


def test_everything_worth_knowing_is_read(run_directly: RunDirectly, titled: Path) -> None:
    output = run_directly(PdfMetadata(), [titled])

    result = result_of(output)
    assert output.files == ()
    assert (result.title, result.author, result.subject) == ("Old title", "Alice; Bob", "CANARY-SUBJECT")
    assert (result.created, result.custom) == (
        "2024-05-01T10:00:00+02:00",
        {"Trapped": "False", "Department": "Lamps"},
    )
    assert (result.pages, result.bookmarks, result.language, result.has_xmp) == (3, 3, "de", True)
    assert result.page_sizes == [
        PageSize(width=595, height=842, pages=1),
        PageSize(width=595, height=420, pages=1),
        PageSize(width=200, height=200, pages=1),
    ]
    assert (result.encrypted, result.restrictions, result.tagged, result.signed) == (False, [], False, False)
    assert (result.attachments, result.javascript) == ([], False)


def test_what_only_xmp_says_is_read_too(run_directly: RunDirectly, titled: Path) -> None:
    with pikepdf.open(titled, allow_overwriting_input=True) as pdf:
        del pdf.trailer.Info
        pdf.save(titled)

    result = result_of(run_directly(PdfMetadata(), [titled]))

    assert (result.title, result.author) == ("Old title", "Alice, Bob")


def test_restrictions_forms_attachments_and_scripts_are_told(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    form = write_form(tmp_path / "form.pdf")
    with pikepdf.open(form, allow_overwriting_input=True) as pdf:
        pdf.attachments["numbers.csv"] = b"1,2"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.AcroForm.SigFlags = 3
        pdf.save(form)
    locked = (
        run_directly(PdfProtect(), [form], owner_password="mine", printing="none", allow_copying=False)
        .files[0]
        .path
    )

    result = result_of(run_directly(PdfMetadata(), [locked]))

    assert result.restrictions == ["print", "print finely", "copy text and pictures"]
    assert (result.encrypted, result.form_fields, result.signed) == (True, 4, True)
    assert (result.attachments, result.javascript) == (["numbers.csv"], True)


def test_fields_are_written_in_both_places_and_others_stay(run_directly: RunDirectly, titled: Path) -> None:
    output = run_directly(
        PdfMetadata(), [titled], action="write", title="Größe Ω", keywords="lamp, tower", subject=""
    )

    path, reader = output.files[0].path, PdfReader(output.files[0].path)
    assert reader.metadata
    assert (reader.metadata.title, reader.metadata.keywords) == ("Größe Ω", "lamp, tower")
    assert reader.metadata.author == "Alice; Bob"
    assert reader.metadata.subject is None
    assert reader.xmp_metadata
    assert reader.xmp_metadata.dc_title == {"x-default": "Größe Ω"}
    assert reader.xmp_metadata.dc_creator == ["Alice", "Bob"]
    assert reader.xmp_metadata.pdf_keywords == "lamp, tower"
    assert b"CANARY-SUBJECT" not in unpacked(path)
    assert result_of(output).title == "Größe Ω"
    assert (texts(path), outline(path)) == (texts(titled), outline(titled))


def test_all_is_stripped_from_the_bytes(run_directly: RunDirectly, titled: Path) -> None:
    output = run_directly(PdfMetadata(), [titled], action="strip")

    path, data = output.files[0].path, unpacked(output.files[0].path)
    for trace in (b"CANARY", b"Alice", b"Old title", b"ReportLab", b"Lamps", b"xmpmeta", b"pikepdf", b"qpdf"):
        assert trace not in data
    assert PdfReader(path).metadata is None
    assert texts(path) == texts(titled)


@pytest.mark.parametrize(
    "options",
    [
        {"action": "write"},
        {"title": "x"},
        {"action": "strip", "author": "x"},
        {"action": "write", "pages": "1"},
    ],
)
def test_fields_belong_to_writing(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PdfMetadata.options_type.model_validate(options)


@pytest.mark.parametrize("date", ["", "yesterday", "D:2024", "D:20240231"])
def test_a_date_that_is_none_is_shown_as_it_is(run_directly: RunDirectly, book: Path, date: str) -> None:
    with pikepdf.open(book, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/CreationDate"] = pikepdf.String(date)
        pdf.save(book)

    created = result_of(run_directly(PdfMetadata(), [book])).created

    assert created in {date or None, "2024-01-01T00:00:00"}
