import re
from pathlib import Path

import pikepdf
import pytest

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf.pdf_repair import PdfRepair
from apps.tools.plugins.pdf.repairing import PdfRepairResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock
from tests.tools.plugins.pdf.readings import outline, texts


def result_of(output: ToolOutput) -> PdfRepairResult:
    assert isinstance(output.result, PdfRepairResult)
    return output.result


def damage(path: Path, pattern: bytes, replacement: bytes) -> Path:
    damaged = path.with_name("damaged.pdf")
    damaged.write_bytes(re.sub(pattern, replacement, path.read_bytes()))
    return damaged


@pytest.mark.parametrize(
    ("pattern", "replacement", "problem"),
    [
        (rb"startxref\n\d+", b"startxref\n17", "xref not found"),
        (rb"(?s)xref\n0 .*", b"", "can't find startxref"),
        (rb"\n", b"\r\n", "xref not found"),
        (rb"(?s)$", b"\n<html>sent by mail</html>" * 90, "startxref was more than 1024 bytes"),
    ],
)
def test_a_lost_table_of_contents_of_the_file_is_made_anew(
    run_directly: RunDirectly, ten: Path, pattern: bytes, replacement: bytes, problem: str
) -> None:
    output = run_directly(PdfRepair(), [damage(ten, pattern, replacement)])

    result = result_of(output)
    assert result.damaged
    assert any(problem in said for said in result.problems)
    assert (result.pages, result.pages_without_content, result.page_tree_rebuilt) == (10, 0, False)
    path = output.files[0].path
    assert texts(path) == texts(ten)
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_pages_are_found_when_their_list_is_lost(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(PdfRepair(), [damage(ten, rb"/Kids \[[^]]*\]", b"/Lost [ ]")])

    result = result_of(output)
    assert (result.pages, result.page_tree_rebuilt) == (10, True)
    assert texts(output.files[0].path) == texts(ten)
    assert output.notes == ("The list of pages was lost: they are in the order in which they were found.",)


def test_what_is_left_of_a_file_that_was_cut_off_is_saved(run_directly: RunDirectly, ten: Path) -> None:
    data = ten.read_bytes()
    cut = ten.with_name("cut.pdf")
    cut.write_bytes(data[: len(data) * 8 // 10])

    output = run_directly(PdfRepair(), [cut])

    result = result_of(output)
    assert 0 < result.pages_without_content < result.pages == 10
    assert texts(output.files[0].path)[0] == "page 1"
    assert any("have no content" in note for note in output.notes)


def test_the_words_of_the_engine_name_no_path(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(PdfRepair(), [damage(ten, rb"(?s)xref\n0 .*", b"")])

    assert not any(str(ten.parent) in problem or "\n" in problem for problem in result_of(output).problems)


def test_a_sound_document_is_only_written_anew(run_directly: RunDirectly, ten: Path) -> None:
    output = run_directly(PdfRepair(), [ten])

    assert result_of(output) == PdfRepairResult(
        damaged=False, problems=[], pages=10, pages_without_content=0, page_tree_rebuilt=False
    )
    assert outline(output.files[0].path) == outline(ten)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.4\n<html>hello", b"%PDF-1.4\n" + bytes(5_000)])
def test_a_file_of_which_nothing_is_left_is_refused(
    run_directly: RunDirectly, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "lost.pdf"
    path.write_bytes(content)

    with pytest.raises(InvalidInputError, match=r"Nothing of 'lost\.pdf' can be saved") as refusal:
        run_directly(PdfRepair(), [path])

    assert refusal.value.code == "input_corrupt"


def test_an_encrypted_document_is_mended_with_its_password(run_directly: RunDirectly, ten: Path) -> None:
    damaged = damage(lock(ten, "geheim"), rb"startxref\n\d+", b"startxref\n17")

    with pytest.raises(InvalidInputError) as refusal:
        run_directly(PdfRepair(), [damaged])
    output = run_directly(PdfRepair(), [damaged], password="geheim")

    assert refusal.value.code == "input_encrypted"
    assert texts(output.files[0].path, password="geheim") == texts(ten)
