"""What each kind of barcode can hold, and the digit that checks the others."""

import re
from dataclasses import dataclass
from typing import Literal

BarcodeKind = Literal[
    "qr", "micro_qr", "data_matrix", "aztec", "pdf417", "ean_13", "ean_8", "upc_a", "code_128", "code_39",
    "itf",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbology:
    """A kind of barcode: its name, what it holds, and what zxing calls it."""

    title: str
    zxing: str
    holds: str
    quiet: int
    """The margin that its standard asks for, in modules; of two sides, the wider one."""
    pattern: str = r"(?s).+"
    linear: bool = False
    digits: int | None = None
    """How many digits it has with the last, which checks the others."""


SYMBOLOGIES: dict[BarcodeKind, Symbology] = {
    "qr": Symbology(title="QR code", quiet=4, zxing="QRCode", holds="any text, up to about 2,900 letters"),
    "micro_qr": Symbology(
        title="Micro QR code",
        quiet=2,
        zxing="MicroQRCode",
        holds="up to 35 digits, 21 capitals or 15 other letters",
    ),
    "data_matrix": Symbology(
        title="Data Matrix", quiet=2, zxing="DataMatrix", holds="any text, up to about 1,500 letters"
    ),
    "aztec": Symbology(
        title="Aztec code", quiet=2, zxing="Aztec", holds="any text, up to about 1,900 letters"
    ),
    "pdf417": Symbology(title="PDF417", quiet=2, zxing="PDF417", holds="any text, up to about 1,000 letters"),
    "ean_13": Symbology(
        title="EAN-13",
        quiet=11,
        zxing="EAN13",
        holds="12 or 13 digits",
        pattern=r"\d{12,13}",
        linear=True,
        digits=13,
    ),
    "ean_8": Symbology(
        title="EAN-8", quiet=7, zxing="EAN8", holds="7 or 8 digits", pattern=r"\d{7,8}", linear=True, digits=8
    ),
    "upc_a": Symbology(
        title="UPC-A",
        quiet=9,
        zxing="UPCA",
        holds="11 or 12 digits",
        pattern=r"\d{11,12}",
        linear=True,
        digits=12,
    ),
    "code_128": Symbology(
        title="Code 128",
        quiet=10,
        zxing="Code128",
        holds="up to 80 characters of ASCII",
        pattern=r"(?s)[\x00-\x7f]{1,80}",
        linear=True,
    ),
    "code_39": Symbology(
        title="Code 39",
        quiet=10,
        zxing="Code39",
        holds="up to 48 digits, capitals, spaces and - . $ / + %",
        pattern=r"[0-9A-Z $%+./-]{1,48}",
        linear=True,
    ),
    "itf": Symbology(
        title="ITF",
        quiet=10,
        zxing="ITF",
        holds="an even number of digits, up to 80",
        pattern=r"(\d\d){1,40}",
        linear=True,
    ),
}


def complete(kind: BarcodeKind, text: str) -> str:
    """The text with its check digit; raises ValueError with what the kind can hold."""
    symbology = SYMBOLOGIES[kind]
    if not re.fullmatch(symbology.pattern, text, re.ASCII):
        raise ValueError(f"A barcode of the kind {symbology.title} holds {symbology.holds}.")
    if symbology.digits is None:
        return text
    whole = text[: symbology.digits - 1]
    check = check_digit(whole)
    if text not in {whole, f"{whole}{check}"}:
        raise ValueError(
            f"The last digit of '{text}' checks the others, and would have to be {check}: look for a digit "
            "that was mistyped, or leave the last one out."
        )
    return f"{whole}{check}"


def check_digit(digits: str) -> int:
    """What fills the sum of all digits, every second one threefold from the right, to tens (GS1)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10
