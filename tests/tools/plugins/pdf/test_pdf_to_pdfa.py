"""Archives get files that conform, and are told what was checked."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
import reportlab
from pikepdf import pdfa
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.pdf.archiving import PdfAResult
from apps.tools.plugins.pdf.pdf_to_pdfa import PdfToPdfA
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock, write_lines


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A page with an embedded font, and one with a font that is not."""
    path = tmp_path / "mixed.pdf"
    font = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    pdfmetrics.registerFont(TTFont("Vera", BytesIO(font.read_bytes())))
    canvas = Canvas(str(path), pagesize=(300, 200), initialFontName="Vera")
    for name in ("Vera", "Helvetica"):
        canvas.setFont(name, 14)
        canvas.drawString(30, 150, f"Words in {name}")
        canvas.showPage()
    canvas.save()
    return path


def result_of(output: ToolOutput) -> PdfAResult:
    assert isinstance(output.result, PdfAResult)
    return output.result


def test_the_file_conforms_and_only_unfit_pages_become_pictures(
    run_directly: RunDirectly, mixed: Path
) -> None:
    output = run_directly(PdfToPdfA(), [mixed], dpi=100)

    path = output.files[0].path
    assert pdfa.validate_written(path, "2b").passed
    assert (result_of(output).pages, result_of(output).pages_as_pictures) == (2, [2])
    assert any("font" in reason.lower() for reason in result_of(output).reasons)
    assert "not veraPDF" in output.notes[0]
    with pikepdf.open(path) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert [bool(page.get_images()) for page in pdf.pages] == [False, True]
    texts = [page.extract_text().strip() for page in pypdf.PdfReader(path).pages]
    assert texts == ["Words in Vera", "Words in Helvetica"]


def test_unfit_pages_are_refused_when_they_shall_not_change(run_directly: RunDirectly, mixed: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"Page\(s\) 2 of 'mixed.pdf'") as refusal:
        run_directly(PdfToPdfA(), [mixed], unfit_pages="refuse")
    assert refusal.value.code == "input_not_allowed"


def test_scripts_attachments_and_encryption_are_taken_off(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.pdf", ("text",))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["a.txt"] = b"attached"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save()

    output = run_directly(PdfToPdfA(), [lock(path, "tea")], password="tea", dpi=72)

    assert "PDF/A allows no encryption, so the file opens without a password." in output.notes
    with pikepdf.open(output.files[0].path) as pdf:
        assert not pdf.attachments
        assert "/OpenAction" not in pdf.Root
    assert pdfa.validate_written(output.files[0].path, "2b").passed
