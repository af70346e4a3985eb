"""Turns the curves of a font from cubic (CFF) to quadratic (TrueType), and back."""

from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

QUADRATIC, CUBIC = "glyf", "CFF "
MAX_ERROR = 1.0
"""Units of the grid that a curve may be off: a thousandth of a letter's height."""
_HINTS = ("cvt ", "fpgm", "prep", "hdmx", "LTSH", "VDMX", "gasp", "VORG")
_APPROXIMATED = (
    "Curves are redrawn in another way, at most a unit of the grid off; hints for coarse screens go."
)
NOTES = {
    ("otf", "ttf"): (_APPROXIMATED,),
    ("ttf", "otf"): (_APPROXIMATED,),
    **{
        (web, target): (f"{_APPROXIMATED} Only where the font was drawn that way.",)
        for web in ("woff", "woff2")
        for target in ("ttf", "otf")
    },
}


def to_quadratic(font: "TTFont") -> tuple[str, ...]:
    """Replace the cubic outlines by quadratic ones; what was lost, as notes."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    _refuse_variable(font)
    shapes, order, glyphs = font.getGlyphSet(), font.getGlyphOrder(), {}
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, max_err=MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font[CUBIC]
    font["loca"], font[QUADRATIC] = newTable("loca"), newTable(QUADRATIC)
    font[QUADRATIC].glyphs, font[QUADRATIC].glyphOrder = glyphs, order
    for name in order:
        glyphs[name].recalcBounds(font[QUADRATIC])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0))
    _make_maxp(font)
    _drop_hints(font)
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    font.sfntVersion = "\0\1\0\0"
    return (_APPROXIMATED,)


def to_cubic(font: "TTFont") -> tuple[str, ...]:
    """Replace the quadratic outlines by cubic ones; what was lost, as notes."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.qu2cuPen import Qu2CuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.t2CharStringPen import T2CharStringPen

    _refuse_variable(font)
    shapes, widths, programs = font.getGlyphSet(), font["hmtx"], {}
    for name in font.getGlyphOrder():
        recorded = DecomposingRecordingPen(shapes)
        shapes[name].draw(recorded)
        pen = T2CharStringPen(widths[name][0], None)
        recorded.replay(Qu2CuPen(pen, max_err=MAX_ERROR, reverse_direction=True, all_cubic=True))
        programs[name] = pen.getCharString()
    names = font["name"]
    for table in (QUADRATIC, "loca"):
        del font[table]
    _drop_hints(font)
    builder = FontBuilder(font=font)
    builder.setupCFF(
        names.getDebugName(6) or "Font", {"FullName": names.getDebugName(4) or "Font"}, programs, {}
    )
    font["maxp"].tableVersion, font["post"].formatType = 0x00005000, 3.0
    font.sfntVersion = "OTTO"
    return (_APPROXIMATED,)


def _refuse_variable(font: "TTFont") -> None:
    if "fvar" in font:
        raise InvalidInputError(
            "A variable font keeps its way of drawing: choose woff or woff2.", code="input_not_allowed"
        )


def _drop_hints(font: "TTFont") -> None:
    for table in _HINTS:
        if table in font:
            del font[table]


def _make_maxp(font: "TTFont") -> None:
    """The limits that a TrueType rasteriser is told; those of instructions are none."""
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(maxp, name, 0)
    maxp.maxZones = 1
    maxp.recalc(font)
