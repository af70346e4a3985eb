"""What cannot be read is refused in words, quickly."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.ocr.ocr import Ocr
from tests.tools.plugins.conftest import RunDirectly


def refusal(run_directly: RunDirectly, path: Path, **options: Any) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        run_directly(Ocr(), [path], engine="rapidocr", **options)
    assert path.name in str(caught.value)
    assert str(path) not in str(caught.value)
    return caught.value


def test_a_picture_cut_off_is_damaged(run_directly: RunDirectly, english_page: Path) -> None:
    english_page.write_bytes(english_page.read_bytes()[:2000])

    assert refusal(run_directly, english_page).code == "input_corrupt"


def test_text_that_calls_itself_a_picture_is_a_mismatch(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    path.write_text("<html>no picture</html>")

    assert refusal(run_directly, path).code == "input_mismatch"


def test_a_flood_of_pixels_is_over_the_limit(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "flood.png"
    header = b"IHDR" + struct.pack(">IIBBBBB", 12_000, 12_000, 1, 0, 0, 0, 0)
    rows = b"IDAT" + zlib.compress(b"\0" * 12_000 * 1_501)
    pieces = (header, rows, b"IEND")
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(piece) - 4) + piece + struct.pack(">I", zlib.crc32(piece))
            for piece in pieces
        )
    )

    assert refusal(run_directly, path).code == "input_limit"


def test_an_encrypted_pdf_needs_its_password(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        pdf.save(path, encryption=pikepdf.Encryption(user="tea", owner="pot"))

    assert refusal(run_directly, path).code == "input_encrypted"
    assert refusal(run_directly, path, password="coffee").code == "input_encrypted"
    output = run_directly(Ocr(), [path], engine="rapidocr", password="tea", output_format="pdf")
    assert output.notes == ("No text was found on page 1.",)
    assert output.files[0].claims == {"encrypted": 1}


def test_a_page_that_would_be_too_large_is_over_the_limit(run_directly: RunDirectly, tmp_path: Path) -> None:
    path = tmp_path / "wall.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(path)

    assert refusal(run_directly, path).code == "input_limit"


def test_a_page_that_is_not_there_is_refused(run_directly: RunDirectly, english_page: Path) -> None:
    with pytest.raises(InvalidInputError, match="has 1 page") as caught:
        run_directly(Ocr(), [english_page], pages="2")
    assert caught.value.code == "input_not_allowed"
