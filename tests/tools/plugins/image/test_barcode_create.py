"""`barcode-create`: every kind is read back, and says what it was given."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import resvg_py
import zxingcpp
from lxml import etree
from PIL import Image
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image.barcode_create import BarcodeCreate, BarcodeCreated
from apps.tools.plugins.image.barcode_create_options import BarcodeCreateOptions
from apps.tools.plugins.image.symbologies import check_digit
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.conftest import opened

SAMPLES = [
    ("qr", "Grüße aus 東京", "Grüße aus 東京", "QRCode"),
    ("micro_qr", "12345", "12345", "MicroQRCode"),
    ("data_matrix", "Grüße 1234", "Grüße 1234", "DataMatrix"),
    ("aztec", "Grüße 1234", "Grüße 1234", "Aztec"),
    ("pdf417", "Grüße 1234", "Grüße 1234", "PDF417"),
    ("ean_13", "590123412345", "5901234123457", "EAN13"),
    ("ean_13", "5901234123457", "5901234123457", "EAN13"),
    ("ean_8", "9638507", "96385074", "EAN8"),
    ("upc_a", "03600029145", "0036000291452", "EAN13"),
    ("code_128", "Package-0042\tA", "Package-0042\tA", "Code128"),
    ("code_39", "CODE-39 $", "CODE-39 $", "Code39"),
    ("itf", "1234567890", "1234567890", "ITF"),
]


def read(picture: Image.Image) -> list[tuple[str, str]]:
    found = zxingcpp.read_barcodes(np.array(picture.convert("L")), text_mode=zxingcpp.TextMode.Plain)
    return [(barcode.format.name, barcode.text) for barcode in found]


def drawn(output: ToolOutput, tmp_path: Path) -> Image.Image:
    """The SVG as resvg draws it, on white."""
    svg = output.files[0].path.read_text()
    path = tmp_path / "drawn.png"
    path.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg)))
    picture = Image.open(path).convert("RGBA")
    paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(paper, picture)


@pytest.mark.parametrize(("kind", "text", "expected", "name"), SAMPLES)
@pytest.mark.parametrize("output_format", ["svg", "png"])
def test_every_kind_says_what_it_was_given(
    tmp_path: Path,
    run_directly: RunDirectly,
    kind: str,
    text: str,
    expected: str,
    name: str,
    output_format: str,
) -> None:
    output = run_directly(BarcodeCreate(), kind=kind, text=text, output_format=output_format, module=4)

    picture = opened(output) if output_format == "png" else drawn(output, tmp_path)
    assert read(picture) == [(name, expected)]


def test_another_reader_reads_the_qr_code_too(run_directly: RunDirectly) -> None:
    output = run_directly(BarcodeCreate(), text="https://example.org/", output_format="png")

    text, *_ = cv2.QRCodeDetector().detectAndDecode(np.array(opened(output).convert("RGB")))
    assert text == "https://example.org/"


def test_the_result_says_the_check_digit(run_directly: RunDirectly) -> None:
    result = run_directly(BarcodeCreate(), kind="ean_13", text="590123412345").result

    assert result == BarcodeCreated(text="5901234123457", columns=95, rows=50)


@pytest.mark.parametrize(
    ("digits", "check"), [("590123412345", 7), ("9638507", 4), ("03600029145", 2), ("000000000000", 0)]
)
def test_check_digits_are_those_of_the_standard(digits: str, check: int) -> None:
    assert check_digit(digits) == check


def test_colours_margin_and_module_are_those_asked_for(run_directly: RunDirectly) -> None:
    options: dict[str, Any] = {"module": 3, "quiet_zone": 2, "foreground": "#aa0000", "background": None}

    output = run_directly(BarcodeCreate(), text="A", output_format="png", **options)

    picture = opened(output)
    assert isinstance(output.result, BarcodeCreated)
    assert picture.size == ((output.result.columns + 4) * 3,) * 2
    assert picture.getpixel((0, 0)) == (255, 255, 255, 0)
    assert picture.getpixel((6, 6)) == (170, 0, 0, 255)


@pytest.mark.parametrize(("kind", "text", "quiet"), [("qr", "A", 4), ("ean_13", "590123412345", 11)])
def test_the_margin_is_what_the_kind_needs(
    run_directly: RunDirectly, kind: str, text: str, quiet: int
) -> None:
    output = run_directly(BarcodeCreate(), kind=kind, text=text, output_format="png", module=2)

    ink = Image.eval(opened(output).convert("L"), lambda value: 255 - value)
    box = ink.getbbox()
    assert box
    assert box[:2] == (2 * quiet, 2 * quiet)


def test_more_correction_makes_more_modules(run_directly: RunDirectly) -> None:
    sizes = []
    for level in ("low", "high"):
        result = run_directly(BarcodeCreate(), text="x" * 100, error_correction=level).result
        assert isinstance(result, BarcodeCreated)
        sizes.append(result.columns)
    assert sizes[0] < sizes[1]


def test_the_text_stands_below_the_bars_and_is_no_markup(run_directly: RunDirectly) -> None:
    output = run_directly(BarcodeCreate(), kind="code_128", text='<script a="1">&\n')

    root = etree.fromstring(output.files[0].path.read_bytes())
    (label,) = root.iter("{http://www.w3.org/2000/svg}text")
    assert label.text == '<script a="1">&'
    assert [child for child in root.iter() if str(child.tag).endswith("script")] == []


def test_letters_below_a_png_are_drawn(run_directly: RunDirectly) -> None:
    heights = {
        shown: opened(
            run_directly(BarcodeCreate(), kind="code_39", text="ABC", output_format="png", show_text=shown)
        )
        for shown in (True, False)
    }

    bars = (50 + 10) * 8
    below = heights[True].crop((0, bars, heights[True].width, heights[True].height))
    assert heights[True].height > heights[False].height
    assert below.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize(
    ("kind", "text", "match"),
    [
        ("ean_13", "123", "12 or 13 digits"),
        ("ean_13", "5901234123458", "would have to be 7"),
        ("ean_8", "12345678", "would have to be 0"),
        ("upc_a", "12345678901a", "11 or 12 digits"),
        ("code_39", "lower", "capitals"),
        ("code_128", "日本", "ASCII"),
        ("itf", "123", "even number"),
        ("itf", "١٢", "even number"),
        ("qr", "", "at least 1"),
    ],
)
def test_what_a_kind_cannot_hold_is_refused_with_what_it_can(kind: str, text: str, match: str) -> None:
    with pytest.raises(ValidationError, match=match):
        BarcodeCreateOptions.model_validate({"kind": kind, "text": text})


@pytest.mark.parametrize(
    ("kind", "length"),
    [("qr", 4_000), ("micro_qr", 36), ("data_matrix", 3_000), ("aztec", 4_000), ("pdf417", 3_000)],
)
def test_a_text_that_is_too_long_is_refused(run_directly: RunDirectly, kind: str, length: int) -> None:
    with pytest.raises(InvalidInputError, match=f"{length} characters does not fit") as refusal:
        run_directly(BarcodeCreate(), kind=kind, text="x" * length)
    assert refusal.value.code == "input_limit"


@pytest.mark.parametrize(
    "colours", [{"foreground": "#eeeeee"}, {"foreground": "#ffff00", "background": None}]
)
def test_colours_that_no_reader_tells_apart_are_refused(colours: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="contrast"):
        BarcodeCreateOptions.model_validate({"text": "A", **colours})
