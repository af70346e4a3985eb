"""Bad documents are refused by every tool that changes or reads one, in words and quickly."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from apps.tools.base import BaseTool, InvalidInputError
from apps.tools.plugins.pdf.pdf_compare import PdfCompare
from apps.tools.plugins.pdf.pdf_crop import PdfCrop
from apps.tools.plugins.pdf.pdf_extract_images import PdfExtractImages
from apps.tools.plugins.pdf.pdf_fill_form import PdfFillForm
from apps.tools.plugins.pdf.pdf_flatten import PdfFlatten
from apps.tools.plugins.pdf.pdf_nup import PdfNup
from apps.tools.plugins.pdf.pdf_redact import PdfRedact
from apps.tools.plugins.pdf.pdf_to_docx import PdfToDocx
from apps.tools.plugins.pdf.pdf_to_pdfa import PdfToPdfA
from apps.tools.plugins.pdf.pdf_to_tables import PdfToTables
from apps.tools.plugins.pdf.pdf_verify_signature import PdfVerifySignature
from apps.tools.plugins.pdf.redaction import RedactResult
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_lines

TOOLS: tuple[BaseTool[Any], ...] = (
    PdfCompare(), PdfCrop(), PdfExtractImages(), PdfFillForm(), PdfFlatten(), PdfNup(), PdfRedact(),
    PdfToDocx(), PdfToPdfA(), PdfToTables(), PdfVerifySignature(),
)  # fmt: skip

every_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def refusal(run_directly: RunDirectly, tool: BaseTool[Any], path: Path, **options: Any) -> str:
    files, roles = (
        ([path, path], ("source", "revised")) if tool.name == "pdf-compare" else ([path], ("source",))
    )
    wanted = {"texts": ["word"]} if tool.name == "pdf-redact" else {}
    with pytest.raises(InvalidInputError) as caught:
        run_directly(tool, files, roles=roles, **wanted, **options)
    assert path.name in str(caught.value)
    assert str(path.parent) not in str(caught.value)
    return caught.value.code


@every_tool
def test_half_a_document_is_damaged(run_directly: RunDirectly, tmp_path: Path, tool: BaseTool[Any]) -> None:
    path = write_lines(tmp_path / "half.pdf", *(("word",) for _ in range(20)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    assert refusal(run_directly, tool, path) == "input_corrupt"


@every_tool
def test_a_page_that_calls_itself_a_pdf_is_a_mismatch(
    run_directly: RunDirectly, tmp_path: Path, tool: BaseTool[Any]
) -> None:
    path = tmp_path / "page.pdf"
    path.write_text("<html>no document</html>")

    assert refusal(run_directly, tool, path) == "input_mismatch"


@every_tool
def test_an_encrypted_document_needs_the_right_password(
    run_directly: RunDirectly, tmp_path: Path, tool: BaseTool[Any]
) -> None:
    path = lock(write_lines(tmp_path / "a.pdf", ("word",)), "tea")

    assert refusal(run_directly, tool, path) == "input_encrypted"
    assert refusal(run_directly, tool, path, password="coffee") == "input_encrypted"


@every_tool
def test_more_pages_than_allowed_are_over_the_limit(
    run_directly: RunDirectly, tmp_path: Path, tool: BaseTool[Any]
) -> None:
    path = tmp_path / "many.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100)).obj
        pdf.Root.Pages.Kids = pikepdf.Array([page] * 2_001)
        pdf.Root.Pages.Count = 2_001
        pdf.save(path)

    assert refusal(run_directly, tool, path) == "input_limit"


def test_a_wall_of_a_page_is_not_drawn(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "wall.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(path)

    assert refusal(run_directly, PdfCompare(), path) == "input_limit"
    assert refusal(run_directly, PdfCrop(), path) == "input_limit"


def write_endless_form(path: Path) -> Path:
    """A page that draws a form which draws itself."""
    write_lines(path, ("word",))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        form = pdf.make_stream(
            b"/Again Do",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, 9, 9]),
        )
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Again=form))
        name = pdf.pages[0].add_resource(form, pikepdf.Name.XObject)
        pdf.pages[0].contents_add(f"{name} Do".encode())
        pdf.save()
    return path


def test_a_form_that_draws_itself_does_not_hinder_redaction(
    run_directly: RunDirectly, tmp_path: Path
) -> None:
    output = run_directly(PdfRedact(), [write_endless_form(tmp_path / "a.pdf")], texts=["word"])

    assert isinstance(output.result, RedactResult)
    assert (output.result.matches, output.result.verified) == (1, True)


def test_a_form_that_draws_itself_has_no_tables(run_directly: RunDirectly, tmp_path: Path) -> None:
    code = refusal(run_directly, PdfToTables(), write_endless_form(tmp_path / "a.pdf"))

    assert code in {"input_corrupt", "input_not_allowed"}
