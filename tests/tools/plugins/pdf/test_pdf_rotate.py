from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from apps.tools.plugins.pdf.pdf_rotate import PdfRotate
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.pdf.papers import lock
from tests.tools.plugins.pdf.readings import outline, shown_sizes, texts


@pytest.mark.parametrize(
    ("options", "rotations"),
    [
        ({}, [90, 180, 90]),
        ({"rotation": "90_ccw"}, [270, 0, 270]),
        ({"rotation": "180", "pages": "1,3"}, [180, 90, 180]),
        ({"rotation": "90_cw", "relative": False}, [90, 90, 90]),
        ({"rotation": "0", "relative": False}, [0, 0, 0]),
    ],
)
def test_pages_turn_from_how_they_are_shown(
    run_directly: RunDirectly, book: Path, options: dict[str, Any], rotations: list[int]
) -> None:
    output = run_directly(PdfRotate(), [book], **options)

    assert [page.rotation for page in PdfReader(output.files[0].path).pages] == rotations


def test_text_outline_and_size_of_the_paper_stay(run_directly: RunDirectly, book: Path) -> None:
    path = run_directly(PdfRotate(), [book], pages="1").files[0].path

    assert shown_sizes(path) == [(842, 595), (595, 420), (200, 200)]
    assert texts(path) == texts(book)
    assert outline(path) == outline(book)


def test_what_was_protected_stays_protected(run_directly: RunDirectly, book: Path) -> None:
    output = run_directly(PdfRotate(), [lock(book, "geheim")], password="geheim")

    path = output.files[0].path
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    assert texts(path, password="geheim") == texts(book)
