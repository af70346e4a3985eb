from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from apps.tools.verification.check import OutputInvalidError, check_output
from apps.tools.verification.pdf import inspect


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document.pdf"
    canvas = Canvas(str(path), pagesize=(300.5, 200))
    canvas.showPage()
    canvas.setPageSize((100, 100))
    canvas.showPage()
    canvas.save()
    return path


def test_pages_are_counted_and_the_first_is_measured(document: Path) -> None:
    assert inspect(document) == {"pages": 2, "width": 300.5, "height": 200, "encrypted": 0}


def test_a_document_with_an_owner_is_encrypted_and_can_be_looked_into(document: Path) -> None:
    owned = document.with_name("owned.pdf")
    with pikepdf.open(document) as pdf:
        pdf.save(owned, encryption=pikepdf.Encryption(owner="mine"))

    assert inspect(owned) == {"pages": 2, "width": 300.5, "height": 200, "encrypted": 1}


def test_of_a_locked_document_only_that_is_known(document: Path) -> None:
    locked = document.with_name("locked.pdf")
    with pikepdf.open(document) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))

    assert inspect(locked) == {"encrypted": 1}
    with pytest.raises(OutputInvalidError, match="pages"):
        check_output(locked, format="pdf", claims={"pages": 2})


def test_another_number_of_pages_than_claimed_is_found_out(document: Path) -> None:
    with pytest.raises(OutputInvalidError, match="has pages 2, not 3"):
        check_output(document, format="pdf", claims={"pages": 3})


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(500)])
def test_what_does_not_open_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)

    with pytest.raises(OutputInvalidError, match="does not open as a PDF"):
        inspect(path)
