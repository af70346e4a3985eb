"""Forms are listed, filled in and flattened."""

from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf.form_fields import FormField, FormResult
from apps.tools.plugins.pdf.pdf_fill_form import PdfFillForm
from apps.tools.plugins.pdf.pdf_flatten import FlattenResult, PdfFlatten
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form, write_lines

VALUES = {"name": "Ada Lovelace", "agree": True, "size": "large", "town": "Lyon"}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_form(tmp_path / "form.pdf")


def fields_of(output: ToolOutput) -> dict[str, FormField]:
    assert isinstance(output.result, FormResult)
    return {field.name: field for field in output.result.fields}


def test_the_fields_are_listed_with_what_they_allow(run_directly: RunDirectly, form: Path) -> None:
    output = run_directly(PdfFillForm(), [form])

    fields = fields_of(output)
    assert output.files == ()
    assert {name: field.kind for name, field in fields.items()} == {
        "name": "text",
        "agree": "checkbox",
        "size": "radio",
        "town": "choice",
    }
    assert (fields["name"].label, fields["name"].max_length) == ("Your name", 20)
    assert (fields["size"].options, fields["town"].options) == (["small", "large"], ["Bern", "Lyon"])
    assert (fields["agree"].value, fields["town"].value) == (False, "Bern")


def test_every_kind_of_field_is_filled_in(run_directly: RunDirectly, form: Path) -> None:
    output = run_directly(PdfFillForm(), [form], values=VALUES)

    read = pypdf.PdfReader(output.files[0].path).get_fields()
    assert read
    assert {name: str(field.get("/V")) for name, field in read.items()} == {
        "name": "Ada Lovelace",
        "agree": "/Yes",
        "size": "/large",
        "town": "Lyon",
    }
    assert {name: field.value for name, field in fields_of(output).items()} == VALUES


def test_a_filled_form_is_flattened_and_looks_the_same(run_directly: RunDirectly, form: Path) -> None:
    filled = run_directly(PdfFillForm(), [form], values=VALUES)
    flat = run_directly(PdfFillForm(), [form], values=VALUES, flatten=True)

    def draw(path: Path) -> list[int]:
        with pypdfium2.PdfDocument(path) as document:
            picture = document[0].render(scale=1, may_draw_forms=False).to_pil().convert("L")
        return [int((np.asarray(picture.crop(box)) < 160).sum()) for box in boxes]

    boxes = [(100, 55, 300, 81), (100, 100, 121, 121), (100, 140, 121, 161), (140, 140, 161, 161)]
    reader = pypdf.PdfReader(flat.files[0].path)
    assert not reader.get_fields()
    assert "Ada Lovelace" in reader.pages[0].extract_text()
    assert "Lyon" in reader.pages[0].extract_text()
    name, agree, small, large = draw(flat.files[0].path)
    assert name > 50
    assert large > small
    assert agree > 0
    assert pypdf.PdfReader(filled.files[0].path).get_fields()


def test_comments_are_flattened_and_links_stay(run_directly: RunDirectly, form: Path) -> None:
    with pikepdf.open(form, allow_overwriting_input=True) as pdf:
        drawing = pdf.make_stream(
            b"1 0 0 rg 0 0 50 50 re f",
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0, 0, 50, 50]),
        )  # fmt: skip
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=pikepdf.Array([300, 20, 350, 70]),
            F=4, AP=pikepdf.Dictionary(N=drawing),
        )  # fmt: skip
        pdf.pages[0].Annots.append(pdf.make_indirect(stamp))
        pdf.save()

    both = run_directly(PdfFlatten(), [form])
    comments = run_directly(PdfFlatten(), [form], content="comments")

    assert both.result == FlattenResult(fields=5, comments=1)
    assert comments.result == FlattenResult(fields=0, comments=1)
    with pikepdf.open(both.files[0].path) as pdf:
        kinds = [str(note.Subtype) for note in pdf.pages[0].Annots]
    assert kinds == ["/Link"]
    assert len(pypdf.PdfReader(comments.files[0].path).get_fields() or {}) == 4
    with pypdfium2.PdfDocument(both.files[0].path) as document:
        picture = document[0].render(scale=1, may_draw_forms=False, draw_annots=False).to_pil().convert("RGB")
    assert picture.getpixel((325, 300 - 45)) == (255, 0, 0)


def test_a_document_with_nothing_to_flatten_is_told_so(run_directly: RunDirectly, tmp_path: Path) -> None:
    output = run_directly(PdfFlatten(), [write_lines(tmp_path / "a.pdf", ("text",))])

    assert "nothing to flatten" in output.notes[0]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nome": "Ada"}, r"no field 'nome'\. Did you mean 'name'\? Its fields are 'name', 'agree'"),
        ({"agree": "yes"}, "is a check box: its value is true or false"),
        ({"size": "huge"}, "no option 'huge'; it has 'small', 'large'"),
        ({"town": "Rome"}, "no option 'Rome'; it has 'Bern', 'Lyon'"),
        ({"name": "x" * 21}, "at most 20 letters"),
        ({"name": True}, "takes text"),
    ],
)
def test_what_a_field_cannot_hold_is_told(
    run_directly: RunDirectly, form: Path, values: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message) as refusal:
        run_directly(PdfFillForm(), [form], values=values)
    assert refusal.value.code == "input_not_allowed"


def test_a_document_without_a_form_is_told_so(run_directly: RunDirectly, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="has no form fields"):
        run_directly(PdfFillForm(), [write_lines(tmp_path / "a.pdf", ("text",))])


def test_an_encrypted_form_stays_encrypted(run_directly: RunDirectly, form: Path) -> None:
    output = run_directly(PdfFillForm(), [lock(form, "tea")], values={"name": "Ada"}, password="tea")

    reader = pypdf.PdfReader(output.files[0].path, password="tea")
    assert reader.is_encrypted
    assert str((reader.get_fields() or {})["name"]["/V"]) == "Ada"
