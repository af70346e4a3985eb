"""What is redacted is gone from the file, and everything else is where it was."""

from pathlib import Path
from typing import cast

import pikepdf
import pypdf
import pypdfium2
import pytest
from pydantic import ValidationError
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf.pdf_fill_form import PdfFillForm
from apps.tools.plugins.pdf.pdf_redact import PdfRedact
from apps.tools.plugins.pdf.redaction import RedactResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form, write_lines, write_report, write_scan


def result_of(output: ToolOutput) -> RedactResult:
    assert isinstance(output.result, RedactResult)
    assert output.result.verified
    return output.result


def text_of(path: Path, page: int = 0) -> str:
    return " ".join(pypdf.PdfReader(path).pages[page].extract_text().split())


def everything_in(path: Path) -> bytes:
    """All bytes of the file with its streams unpacked, also those that nothing refers to."""
    with pikepdf.open(path) as pdf:
        plain = path.with_suffix(".plain")
        pdf.save(plain, qdf=True, compress_streams=False, preserve_pdfa=False)
    return plain.read_bytes() + path.read_bytes()


def places(path: Path, word: str, page: int = 0) -> tuple[float, ...]:
    with pypdfium2.PdfDocument(path) as document:
        text = document[page].get_textpage()
        found = text.search(word).get_next()
        assert found
        box: tuple[float, ...] = text.get_charbox(found[0])
        return box


def test_words_are_gone_from_the_bytes_and_the_rest_stays_in_its_place(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = write_report(tmp_path / "a.pdf")

    output = run_directly(PdfRedact(), [path], texts=["very bright", "northern lighthouses"])

    redacted = output.files[0].path
    result = result_of(output)
    assert (result.matches, result.pages, result.pages_as_pictures) == (2, [1], [])
    assert "The survey of the began in March" in text_of(redacted)
    assert "Some lamps were and some rather dim that year." in text_of(redacted)
    for word in ("began", "rather", "Skerry"):
        assert places(redacted, word) == pytest.approx(places(path, word), abs=0.05)
    content = everything_in(redacted)
    assert b"bright" not in content
    assert b"lighthouses" not in content
    assert text_of(redacted, 1) == text_of(path, 1)


def test_a_black_bar_is_seen_where_the_words_were(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("keep secret keep",))
    left, bottom, _, _ = places(path, "secret")

    output = run_directly(PdfRedact(), [path], texts=["SECRET"])

    with pypdfium2.PdfDocument(output.files[0].path) as document:
        picture = document[0].render(scale=2).to_pil().convert("L")
    assert picture.getpixel((int(left * 2) + 3, int((200 - bottom) * 2) - 8)) == 0
    assert text_of(output.files[0].path) == "keep keep"


def test_capital_letters_count_when_they_shall_and_parts_of_words_do_not(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Ann ann annual",))

    exact = run_directly(PdfRedact(), [path], texts=["ann"], ignore_case=False, whole_words=True)
    loose = run_directly(PdfRedact(), [path], texts=["ann"])

    assert text_of(exact.files[0].path) == "Ann annual"
    assert text_of(loose.files[0].path) == "ual"


def test_patterns_and_kinds_of_data_are_found(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.pdf",
        ("Mail ada@example.org now", "IBAN DE89 3704 0044 0532 0130 00 end", "Case AB-1234 closed"),
        size=(400, 200),
    )

    output = run_directly(PdfRedact(), [path], kinds=["email", "iban"], patterns=[r"[A-Z]{2}-\d+"])

    assert text_of(output.files[0].path) == "Mail now IBAN end Case closed"


def test_a_phrase_is_found_across_the_end_of_a_line(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("Call Ada", "Lovelace today"))

    output = run_directly(PdfRedact(), [path], texts=["ada lovelace"])

    assert text_of(output.files[0].path) == "Call today"


def test_metadata_bookmarks_comments_and_attachments_do_not_tell_either(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.setTitle("About Ada")
    canvas.drawString(100, 700, "Nothing here")
    canvas.bookmarkPage("here")
    canvas.addOutlineEntry("Ada's chapter", "here")
    canvas.textAnnotation("ask Ada", (100, 600, 120, 620))
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["ada.txt"] = b"all about Ada"
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "About Ada"
        pdf.save(path)

    output = run_directly(PdfRedact(), [path], texts=["ada"])

    assert result_of(output).other_texts >= 3
    assert "Attached files were removed: what is in them was not looked at." in output.notes
    content = everything_in(output.files[0].path).lower()
    assert b"ada" not in content.replace(b"metadata", b"")
    assert "Ada".encode("utf-16-be").lower() not in content


def test_the_value_of_a_form_field_is_gone_with_its_drawing(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    filled = run_directly(PdfFillForm(), [write_form(tmp_path / "f.pdf")], values={"name": "Ada Lovelace"})

    output = run_directly(PdfRedact(), [filled.files[0].path], texts=["lovelace"])

    assert b"Lovelace" not in everything_in(output.files[0].path)


def test_a_place_on_a_scan_is_painted_into_the_picture(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_scan(tmp_path / "scan.pdf")

    output = run_directly(
        PdfRedact(), [path], places=[{"page": 1, "left": 50, "top": 20, "width": 60, "height": 30}]
    )

    assert result_of(output).pages_as_pictures == [1]
    assert output.notes == ("Page(s) 1 became pictures: they could not be rewritten surely.",)
    with pikepdf.open(output.files[0].path) as pdf:
        image = pikepdf.PdfImage(
            cast("pikepdf.Stream", pdf.pages[0].Resources.XObject.Picture)
        ).as_pil_image()
    scale = image.width / 200
    assert image.getpixel((int(80 * scale), int(35 * scale))) == pytest.approx((0, 0, 0), abs=12)
    assert image.getpixel((int(150 * scale), int(70 * scale))) == pytest.approx((90, 120, 200), abs=12)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_place_is_where_it_is_seen_on_a_turned_page(
    run_directly: RunDirectly, tmp_path: Path, turned: int
) -> None:
    path = write_lines(tmp_path / "a.pdf", ("first line", "second line"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotation = turned
        pdf.save()
    left, top, right, bottom = {90: (152, 20, 175, 280), 180: (20, 152, 280, 175), 270: (25, 20, 48, 280)}[
        turned
    ]

    output = run_directly(
        PdfRedact(),
        [path],
        places=[{"page": 1, "left": left, "top": top, "width": right - left, "height": bottom - top}],
    )

    assert text_of(output.files[0].path) == "second line"
    assert result_of(output).pages_as_pictures == []


def test_text_within_a_form_object_becomes_a_picture(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200))
    canvas.beginForm("stamp")
    canvas.drawString(30, 100, "stamped secret")
    canvas.endForm()
    canvas.doForm("stamp")
    canvas.save()

    output = run_directly(PdfRedact(), [path], texts=["secret"])

    assert result_of(output).pages_as_pictures == [1]
    assert b"secret" not in everything_in(output.files[0].path)


def test_an_encrypted_document_stays_encrypted(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = lock(write_lines(tmp_path / "a.pdf", ("keep secret keep",)), "tea")

    output = run_directly(PdfRedact(), [path], texts=["secret"], password="tea")

    reader = pypdf.PdfReader(output.files[0].path, password="tea")
    assert reader.is_encrypted
    assert " ".join(reader.pages[0].extract_text().split()) == "keep keep"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"texts": ["absent"]}, "Nothing of what is to be removed"),
        ({"patterns": ["("]}, "no regular expression"),
        ({"patterns": ["x*"]}, "matches even nothing"),
        ({"places": [{"page": 9, "left": 0, "top": 0, "width": 9, "height": 9}]}, "no page 9"),
    ],
)
def test_what_cannot_be_removed_is_told(
    run_directly: RunDirectly, tmp_path: Path, options: dict[str, list[str]], message: str
) -> None:
    path = write_lines(tmp_path / "a.pdf", ("only this",))

    with pytest.raises(InvalidInputError, match=message) as refusal:
        run_directly(PdfRedact(), [path], roles=["source"], **options)
    assert refusal.value.code == "input_not_allowed"


def test_nothing_to_remove_is_refused() -> None:
    with pytest.raises(ValidationError, match="Say what to remove"):
        PdfRedact.options_type.model_validate({})
