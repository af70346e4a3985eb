"""`barcode-read`: every kind, however it lies, from pictures and from pages."""

from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
import segno
import zxingcpp
from PIL import Image
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.barcode_read import BarcodeRead
from apps.tools.plugins.image.barcode_read_options import BarcodesRead
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.conftest import BarePng

KINDS = {
    "data_matrix": ("DataMatrix", "Grüße"),
    "aztec": ("Aztec", "Grüße"),
    "pdf417": ("PDF417", "Grüße"),
    "ean_13": ("EAN13", "5901234123457"),
    "ean_8": ("EAN8", "96385074"),
    "upc_a": ("UPCA", "036000291452"),
    "code_128": ("Code128", "Package-42"),
    "code_39": ("Code39", "CODE-39"),
    "itf": ("ITF", "1234567890"),
    "micro_qr": ("MicroQRCode", "12345"),
}


def qr(text: str, *, scale: int = 5) -> Image.Image:
    matrix = np.array(
        [[0 if dark else 255 for dark in row] for row in segno.make(text, micro=False).matrix], np.uint8
    )
    code = Image.fromarray(np.pad(matrix, 4, constant_values=255))
    return code.resize((code.width * scale, code.height * scale), Image.Resampling.NEAREST)


def read(run_directly: RunDirectly, path: Path, **options: Any) -> BarcodesRead:
    result = run_directly(BarcodeRead(), [path], **options).result
    assert isinstance(result, BarcodesRead)
    return result


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_by_its_name(tmp_path: Path, run_directly: RunDirectly, kind: str) -> None:
    name, text = KINDS[kind]
    barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, name))
    Image.fromarray(np.array(zxingcpp.write_barcode_to_image(barcode, scale=4))).save(tmp_path / "code.png")

    found = read(run_directly, tmp_path / "code.png").barcodes

    assert [(barcode.format, barcode.text) for barcode in found] == [(kind, text)]


def test_two_codes_are_told_with_their_places(tmp_path: Path, run_directly: RunDirectly) -> None:
    sheet = Image.new("RGB", (600, 300), "white")
    sheet.paste(qr("left"), (20, 30))
    sheet.paste(qr("right").rotate(90), (400, 100))
    sheet.save(tmp_path / "sheet.webp", lossless=True)

    found = {code.text: code for code in read(run_directly, tmp_path / "sheet.webp").barcodes}

    assert set(found) == {"left", "right"}
    corner = found["left"].corners[0]
    assert abs(corner.x - 40) <= 3
    assert abs(corner.y - 50) <= 3
    assert all(corner.x > 400 for corner in found["right"].corners)
    # Turned, its own upper left corner lies below.
    assert found["right"].corners[0].y > found["right"].corners[1].y + 50


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "avif", "heic", "gif", "tiff", "bmp"])
def test_a_code_is_read_in_every_format(tmp_path: Path, run_directly: RunDirectly, format: str) -> None:
    qr("Ünïcode").convert("RGB").save(tmp_path / f"code.{format}")

    assert [code.text for code in read(run_directly, tmp_path / f"code.{format}").barcodes] == ["Ünïcode"]


def test_light_on_dark_on_clear_and_print_colours_are_read(tmp_path: Path, run_directly: RunDirectly) -> None:
    code = qr("odd")
    Image.eval(code, lambda value: 255 - value).save(tmp_path / "inverted.png")
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=Image.eval(code, lambda value: 255 - value))
    clear.save(tmp_path / "clear.png")
    Image.merge("CMYK", [Image.new("L", code.size)] * 3 + [Image.eval(code, lambda value: 255 - value)]).save(
        tmp_path / "print.jpg"
    )
    deep = np.array(code, np.uint16) * 257
    Image.fromarray(deep).save(tmp_path / "deep.png")

    for name in ("inverted.png", "clear.png", "print.jpg", "deep.png"):
        assert [found.text for found in read(run_directly, tmp_path / name).barcodes] == ["odd"], name


def test_the_pages_of_a_pdf_are_searched_with_progress(
    tmp_path: Path, run_directly: RunDirectly, reported: list[tuple[float, str]]
) -> None:
    canvas = Canvas(str(tmp_path / "paper.pdf"), pagesize=(300, 300))
    for text in ("first", None, "third"):
        if text:
            createBarcodeDrawing("QR", value=text, width=150, height=150).drawOn(canvas, 50, 60)
        canvas.showPage()
    canvas.save()

    result = read(run_directly, tmp_path / "paper.pdf")

    assert [(code.page, code.text) for code in result.barcodes] == [(1, "first"), (3, "third")]
    assert result.pages == 3
    assert (1 / 3, "page 2 of 3") in reported


def test_the_pages_of_a_tiff_are_searched(tmp_path: Path, run_directly: RunDirectly) -> None:
    pages = [qr("one"), Image.new("L", (50, 50), 255), qr("three")]
    pages[0].save(tmp_path / "fax.tiff", save_all=True, append_images=pages[1:])

    assert [(code.page, code.text) for code in read(run_directly, tmp_path / "fax.tiff").barcodes] == [
        (1, "one"),
        (3, "three"),
    ]


def test_a_picture_without_a_code_is_no_failure(tmp_path: Path, run_directly: RunDirectly) -> None:
    Image.effect_noise((200, 200), 60).save(tmp_path / "noise.png")

    output = run_directly(BarcodeRead(), [tmp_path / "noise.png"])

    assert output.result == BarcodesRead(barcodes=[], pages=1, complete=True)
    assert output.notes == ("No barcode was found.",)


def test_data_that_is_no_text_is_told_as_hex(tmp_path: Path, run_directly: RunDirectly) -> None:
    barcode = zxingcpp.create_barcode(b"\x00\xff\x80\x01", zxingcpp.BarcodeFormat.DataMatrix)
    Image.fromarray(np.array(zxingcpp.write_barcode_to_image(barcode, scale=5))).save(tmp_path / "data.png")

    (found,) = read(run_directly, tmp_path / "data.png").barcodes

    assert (found.binary, found.text) == (True, "00ff8001")


def test_an_encrypted_pdf_needs_its_password(tmp_path: Path, run_directly: RunDirectly) -> None:
    canvas = Canvas(str(tmp_path / "plain.pdf"), pagesize=(200, 200))
    createBarcodeDrawing("QR", value="secret", width=150, height=150).drawOn(canvas, 20, 20)
    canvas.save()
    with pikepdf.open(tmp_path / "plain.pdf") as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="opensesame", owner="x"))

    assert read(run_directly, tmp_path / "locked.pdf", password="opensesame").barcodes[0].text == "secret"
    for wrong in ({}, {"password": "wrong"}):
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(BarcodeRead(), [tmp_path / "locked.pdf"], **wrong)
        assert refusal.value.code == "input_encrypted"


def test_hostile_files_are_refused(tmp_path: Path, run_directly: RunDirectly, bare_png: BarePng) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<</Type")
    (tmp_path / "text.png").write_bytes(b"no picture at all")
    cases = {
        bare_png(20_000, 20_000): "input_limit",
        tmp_path / "cut.pdf": "input_corrupt",
        tmp_path / "text.png": "input_mismatch",
    }
    for path, code in cases.items():
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(BarcodeRead(), [path])
        assert refusal.value.code == code
