from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.pdf_merge import PdfMerge
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_form
from tests.tools.plugins.pdf.readings import outline, shown_sizes, texts


def test_files_follow_each_other_in_the_order_given(run_directly: RunDirectly, book: Path, ten: Path) -> None:
    path = run_directly(PdfMerge(), [ten, book]).files[0].path

    assert texts(path) == [*texts(ten), *texts(book)]
    assert shown_sizes(path)[10:] == [(595, 842), (595, 420), (200, 200)]


def test_bookmarks_are_found_below_the_name_of_their_file(
    run_directly: RunDirectly, book: Path, ten: Path
) -> None:
    path = run_directly(PdfMerge(), [book, ten]).files[0].path

    assert outline(path)[:6] == [
        ("book", 0),
        ("> First chapter", 0),
        ("> Zweites Kapitel: Übung", 1),
        ("> Third chapter", 2),
        ("ten", 3),
        ("> Part 1", 3),
    ]
    assert ("> > Section 5", 7) in outline(path)


def test_bookmarks_of_files_are_optional(run_directly: RunDirectly, ten: Path) -> None:
    path = run_directly(PdfMerge(), [ten, ten], bookmarks=False).files[0].path

    assert [title for title, _ in outline(path)].count("Part 1") == 2
    assert "ten" not in dict(outline(path))


def test_a_table_of_contents_links_to_each_file(run_directly: RunDirectly, book: Path, ten: Path) -> None:
    path = (
        run_directly(PdfMerge(), [book, ten], table_of_contents=True, contents_title="Übersicht")
        .files[0]
        .path
    )

    reader = PdfReader(path)
    text = reader.pages[0].extract_text()
    assert "Übersicht" in text
    assert [line.split()[-1] for line in text.splitlines() if line.startswith(("book", "ten"))] == ["2", "5"]
    links: Any = reader.pages[0]["/Annots"]
    targets = [reader.get_page_number(link.get_object()["/Dest"][0].get_object()) for link in links]
    assert targets == [1, 4]
    assert outline(path)[:3] == [("Übersicht", 0), ("book", 1), ("> First chapter", 1)]


def test_a_long_list_of_files_fills_several_pages_of_contents(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfMerge(), [book] * 40, table_of_contents=True).files[0].path

    assert len(PdfReader(path).pages) == 2 + 40 * 3
    assert outline(path)[1] == ("book", 2)


def test_page_labels_go_on_with_each_file(run_directly: RunDirectly, book: Path, ten: Path) -> None:
    numbered = book.with_name("roman.pdf")
    with pikepdf.open(book) as pdf:
        labels = pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.r, St=4)])
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=labels)
        pdf.save(numbered)

    path = run_directly(PdfMerge(), [numbered, ten]).files[0].path

    assert PdfReader(path).page_labels == ["iv", "v", "vi", *map(str, range(1, 11))]


def test_fields_of_two_forms_do_not_become_one(run_directly: RunDirectly, tmp_path: Path) -> None:
    first, second = write_form(tmp_path / "first.pdf"), write_form(tmp_path / "second.pdf")

    path = run_directly(PdfMerge(), [first, second]).files[0].path

    fields = PdfReader(path).get_fields() or {}
    names = [name for name in fields if name.startswith("town")]
    assert len(names) == 2
    assert "town" in names


def test_hidden_layers_stay_hidden(run_directly: RunDirectly, ten: Path, tmp_path: Path) -> None:
    layered = tmp_path / "layered.pdf"
    with pikepdf.open(ten) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Solution")))
        pdf.pages[0].Resources.Properties = pikepdf.Dictionary(L=layer)
        settings = pikepdf.Dictionary(OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=settings)
        pdf.save(layered)

    path = run_directly(PdfMerge(), [layered, layered]).files[0].path

    with pikepdf.open(path) as merged:
        used = [merged.pages[index].Resources.Properties.L.objgen for index in (0, 10)]
        hidden = [layer.objgen for layer in merged.Root.OCProperties.D.OFF.as_list()]
    assert hidden == used
    assert len(set(used)) == 2


def test_a_protected_file_makes_the_whole_protected(run_directly: RunDirectly, book: Path, ten: Path) -> None:
    path = run_directly(PdfMerge(), [book, lock(ten, "geheim")], password="geheim").files[0].path

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    assert len(texts(path, password="geheim")) == 13


def test_the_file_that_does_not_open_is_named(run_directly: RunDirectly, book: Path, ten: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"'ten-locked\.pdf' is encrypted") as refusal:
        run_directly(PdfMerge(), [book, lock(ten, "geheim")])

    assert refusal.value.code == "input_encrypted"
