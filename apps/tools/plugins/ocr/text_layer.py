"""Puts words invisibly onto PDF pages, where they are seen, so that they can be found and copied."""

import math
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from apps.tools.plugins.ocr.recognition import Line, Word

if TYPE_CHECKING:
    from pikepdf import Matrix, Object, Page, Pdf

_ADVANCE = 0.5
"""Width of every character, in ems."""
_FONT = "/OcrText"
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


class TextLayer:
    """One document's invisible font, and what is written with it."""

    def __init__(self, pdf: "Pdf") -> None:
        self._pdf = pdf
        self._font = _make_font(pdf)

    def write(self, page: "Page", lines: Iterable[Line], to_page: "Matrix", *, separator: str) -> None:
        """Add lines over what the page shows; `to_page` leads from pixels to the page's own points.

        The separator is written as well: by the distance of words alone, readers run some together.
        """
        from pikepdf import Name

        name = page.add_resource(self._font, Name.Font, Name(_FONT))
        words = "\n".join(_show(word, name, to_page, separator) for line in lines for word in line.words)
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(f"\nQ q BT 3 Tr\n{words}\nET Q".encode())


def _show(word: Word, font: object, to_page: "Matrix", separator: str) -> str:
    """A word as wide and high as its box, along its lower edge, however that lies."""
    upper_left, _, right, left = (to_page.transform(corner) for corner in word.corners)
    code = word.text.encode("utf-16-be")
    length = len(code) / 2 * _ADVANCE
    along = ((right[0] - left[0]) / length, (right[1] - left[1]) / length)
    up = (upper_left[0] - left[0], upper_left[1] - left[1])
    size = math.hypot(*up) or 1.0
    matrix = (along[0] / size, along[1] / size, up[0] / size, up[1] / size, *left)
    numbers = " ".join(f"{number:.4f}" for number in matrix)
    return f"{font} {size:.3f} Tf {numbers} Tm <{(code + separator.encode('utf-16-be')).hex()}> Tj"


def _make_font(pdf: "Pdf") -> "Object":
    from pikepdf import Array, Dictionary, Name, Stream, String

    file = Stream(pdf, _empty_glyphs())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.GlyphLess,
        Flags=5,
        FontBBox=Array([0, 0, 500, 1000]),
        ItalicAngle=0,
        Ascent=1000,
        Descent=0,
        CapHeight=1000,
        StemV=80,
        FontFile2=file,
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.GlyphLess,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Stream(pdf, b"\0\1" * 65_536),
        DW=round(_ADVANCE * 1000),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.GlyphLess,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(letters)]),
            ToUnicode=Stream(pdf, _TO_UNICODE),
        )
    )


@cache
def _empty_glyphs() -> bytes:
    """A font file whose one glyph is a line without any width: nothing is seen of it, but it has a height.

    Without that PDFium takes text that stands upright for none.
    """
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((round(_ADVANCE * 1000), 1000))
    pen.closePath()
    glyph = pen.glyph()
    font = FontBuilder(1000, isTTF=True)
    names = [".notdef", "empty"]
    font.setupGlyphOrder(names)
    font.setupCharacterMap({0x20: "empty"})
    font.setupGlyf(dict.fromkeys(names, glyph))
    font.setupHorizontalMetrics({name: (round(_ADVANCE * 1000), 0) for name in names})
    font.setupHorizontalHeader(ascent=1000, descent=0)
    font.setupNameTable({"familyName": "GlyphLess", "styleName": "Regular", "psName": "GlyphLess"})
    font.setupOS2()
    font.setupPost()
    file = BytesIO()
    font.save(file)
    return file.getvalue()
