"""Puts a picture of a page in the place of what draws it: nothing else of the page is kept."""

from io import BytesIO
from typing import TYPE_CHECKING

from apps.tools.plugins.ocr.recognition import Line, Word, box
from apps.tools.plugins.ocr.text_layer import TextLayer
from apps.tools.plugins.pdf.placement import moved_box, shown_size, shown_to_user

if TYPE_CHECKING:
    from pikepdf import Matrix, Page, Pdf
    from PIL.Image import Image
    from pypdfium2 import PdfPage

_QUALITY = 88


def replace_by_picture(pdf: "Pdf", index: int, picture: "Image") -> "Page":
    """The page, as large as it was shown, upright and with nothing on it but the picture."""
    from pikepdf import Array, Dictionary, Name, Stream

    page = pdf.pages[index]
    width, height = shown_size(page)
    for key in set(page.obj.keys()) - {"/Type", "/Parent"}:
        del page.obj[key]
    file = BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=_QUALITY)
    drawn = Stream(
        pdf,
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )
    drawn.write(file.getvalue(), filter=Name.DCTDecode)
    page.obj.MediaBox = Array([0, 0, round(width, 3), round(height, 3)])
    page.obj.Resources = Dictionary(XObject=Dictionary(Picture=drawn))
    page.obj.Contents = pdf.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Picture Do Q".encode())
    return page


def read_words(page: "PdfPage", user_to_shown: "Matrix") -> list[Line]:
    """What PDFium reads on a page, where it is shown, in points from the upper left corner."""
    text = page.get_textpage()
    lines = []
    for number in range(text.count_rects()):
        edges = text.get_rect(number)
        words = " ".join(text.get_text_bounded(*edges).split())
        if words:
            lines.append(Line((Word(words, 1.0, box(*moved_box(edges, user_to_shown))),), 0))
    text.close()
    return lines


def write_words(layer: TextLayer, page: "Page", lines: list[Line]) -> None:
    """Lay words invisibly over a page that became a picture, so that they can still be found."""
    if lines:
        layer.write(page, lines, shown_to_user(page), separator=" ")
