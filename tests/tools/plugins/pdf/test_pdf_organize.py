from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_organize import PdfOrganize
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form
from tests.tools.plugins.pdf.readings import outline, shown_sizes, texts, unpacked


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ({"pages": "2-4"}, [2, 3, 4]),
        ({"pages": "5,1,3"}, [5, 1, 3]),
        ({"pages": "last-1"}, list(range(10, 0, -1))),
        ({"pages": "2,2,2"}, [2, 2, 2]),
        ({"pages": "1,3-8", "action": "remove"}, [2, 9, 10]),
    ],
)
def test_pages_come_as_listed(
    run_directly: RunDirectly, ten: Path, options: dict[str, str], pages: list[int]
) -> None:
    output = run_directly(PdfOrganize(), [ten], **options)

    assert texts(output.files[0].path) == [f"page {number}" for number in pages]


def test_bookmarks_follow_their_pages_and_those_of_pages_left_out_go(
    run_directly: RunDirectly, ten: Path
) -> None:
    path = run_directly(PdfOrganize(), [ten], pages="8,5,1").files[0].path

    assert outline(path) == [("Part 1", 2), ("Part 4", 1), ("> Section 5", 1), ("Part 8", 0)]


def test_sizes_and_rotations_stay(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfOrganize(), [book], pages="3,2,1").files[0].path

    assert shown_sizes(path) == [(200, 200), (595, 420), (595, 842)]
    assert PdfReader(path).metadata == PdfReader(book).metadata


def test_nothing_of_a_removed_page_is_left_in_the_bytes(run_directly: RunDirectly, tmp_path: Path) -> None:
    source, form = tmp_path / "secret.pdf", write_form(tmp_path / "form.pdf")
    with pikepdf.open(form) as pdf:
        pdf.Root.AcroForm.Fields[0].V = pikepdf.String("CANARY-VALUE")
        pdf.pages[0].Contents = pdf.make_stream(b"BT (CANARY-CONTENT) Tj ET")
        pdf.add_blank_page()
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array([0, 0, 9, 9]),
            Dest=pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit]),
        )
        pdf.pages[1].Annots = pikepdf.Array([pdf.make_indirect(link)])
        with pdf.open_outline() as bookmarks:
            bookmarks.root.append(pikepdf.OutlineItem("CANARY-TITLE", 0))
        pdf.save(source)
    assert b"CANARY-CONTENT" in unpacked(source)

    path = run_directly(PdfOrganize(), [source], pages="1", action="remove").files[0].path

    assert b"CANARY" not in unpacked(path)


def test_form_fields_of_kept_pages_still_work(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = run_directly(PdfOrganize(), [write_form(tmp_path / "form.pdf")], pages="1").files[0].path

    fields: dict[str, Any] = PdfReader(path).get_fields() or {}
    assert {"name", "agree", "size", "town"} <= set(fields)
    assert fields["town"].value == "Bern"


def test_removing_every_page_is_refused(run_directly: RunDirectly, ten: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"leaves no page of 'ten\.pdf'") as refusal:
        run_directly(PdfOrganize(), [ten], pages="all", action="remove")

    assert refusal.value.code == "input_not_allowed"


def test_pages_of_a_protected_document_are_protected_by_the_password_given(
    run_directly: RunDirectly, ten: Path
) -> None:
    path = run_directly(PdfOrganize(), [lock(ten, "geheim")], pages="7", password="geheim").files[0].path

    assert texts(path, password="geheim") == ["page 7"]
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)


def test_tags_that_are_lost_are_told(run_directly: RunDirectly, ten: Path, tmp_path: Path) -> None:
    tagged = tmp_path / "tagged.pdf"
    with pikepdf.open(ten) as pdf:
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        pdf.save(tagged)

    assert run_directly(PdfOrganize(), [ten], pages="1").notes == ()
    (note,) = run_directly(PdfOrganize(), [tagged], pages="1").notes
    assert "Accessibility tags were left out" in note
