"""A typeset report, and python-docx's reading of what became of it."""

from io import BytesIO
from pathlib import Path

import docx
import pikepdf
from PIL import Image

from apps.tools.proving.proofs import ProofFailedError

HEADING = "Harbour report"
WORDS = ("forty boats before the evening", "the lamp was bright")
_PAGE = (400, 300)
_CONTENT = f"""
BT /F1 24 Tf 40 240 Td ({HEADING}) Tj ET
BT /F1 11 Tf 40 200 Td ({WORDS[0]}) Tj ET
BT /F2 11 Tf 40 170 Td ({WORDS[1]}) Tj ET
q 100 0 0 60 40 60 cm /Picture Do Q
"""
_COLOUR = (200, 30, 40)


def make_sample(format: str, path: Path) -> None:  # noqa: ARG001 - it is a PDF
    """A heading, two lines, one of them bold, and a picture."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=_PAGE)
        fonts = {
            f"/F{number}": pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(f"/{name}")
            )
            for number, name in ((1, "Helvetica"), (2, "Helvetica-Bold"))
        }
        picture = pdf.make_stream(
            bytes(_COLOUR) * 50 * 30,
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=50, Height=30,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(fonts), XObject=pikepdf.Dictionary(Picture=picture)
        )
        page.Contents = pdf.make_stream(_CONTENT.encode())
        pdf.save(path)


def check(path: Path, source: str, target: str, facts: None) -> None:  # noqa: ARG001 - there is one pair
    """The words in their order, the bold ones bold, and the picture in its colour."""
    document = docx.Document(str(path))
    text = " ".join(" ".join(paragraph.text for paragraph in document.paragraphs).split())
    if text != " ".join((HEADING, *WORDS)):
        raise ProofFailedError(f"the text is {text!r}")
    bold = "".join(run.text for paragraph in document.paragraphs for run in paragraph.runs if run.bold)
    if WORDS[1] not in bold:
        raise ProofFailedError(f"what is bold is {bold!r}, not {WORDS[1]!r}")
    pictures = [part for part in document.part.package.iter_parts() if "/media/" in str(part.partname)]
    if len(pictures) != 1:
        raise ProofFailedError(f"there are {len(pictures)} pictures, not 1")
    _check_picture(pictures[0].blob)


def _check_picture(data: bytes) -> None:
    with Image.open(BytesIO(data)) as picture:
        colour = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    if not isinstance(colour, tuple) or max(abs(a - b) for a, b in zip(colour, _COLOUR, strict=True)) > 8:  # noqa: PLR2004
        raise ProofFailedError(f"the picture's colour is {colour}, not {_COLOUR}")
