"""Opening, cutting down and writing fonts."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.formats import FORMATS
from apps.tools.plugins.shape.font_options import FontConvertOptions, FontFacts

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

MAX_GLYPHS = 65_535
_FLAVORS = {"ttf": None, "otf": None, "woff": "woff", "woff2": "woff2"}
_RANGES = {
    "ascii": [(0x20, 0x7E)],
    # As the big font services cut their "latin": letters of Western Europe, punctuation, currency, arrows.
    "latin": [
        (0x20, 0x7E), (0xA0, 0x17F), (0x2BB, 0x2BC), (0x2C6, 0x2C6), (0x2DA, 0x2DC), (0x2000, 0x206F),
        (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2215), (0xFEFF, 0xFEFF),
    ],
}  # fmt: skip


def open_font(source: ToolInput) -> "TTFont":
    """The font with all its tables read; raises InvalidInputError for a damaged or a foreign one."""
    from fontTools.ttLib import TTFont

    logging.disable()  # fontTools tells of every oddity of a font
    try:
        font = TTFont(source.path, lazy=False, recalcTimestamp=False)
        font.ensureDecompiled()
        count = len(font.getGlyphOrder())
    except Exception as error:
        # fontTools raises whatever its reading of damaged bytes leads to.
        title = FORMATS[source.format].title
        raise InvalidInputError(f"'{source.name}' is damaged, or no {title}: it cannot be read.") from error
    if count > MAX_GLYPHS or "head" not in font or "cmap" not in font:
        raise InvalidInputError(
            f"'{source.name}' lacks what every font has: a head, and a map of characters."
        )
    return font


def subset(font: "TTFont", *, options: FontConvertOptions) -> None:
    """Keep only the wanted characters; raises InvalidInputError where the font has none of them."""
    if options.keep == "all" and options.hinting:
        return
    from fontTools.subset import Options, Subsetter

    there = set(font.getBestCmap() or ())
    wanted = there & _characters(options) if options.keep != "all" else there
    if not wanted:
        raise InvalidInputError("The font has none of the characters to keep.", code="input_not_allowed")
    settings = Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True, hinting=options.hinting)
    cutter = Subsetter(settings)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)


def _characters(options: FontConvertOptions) -> set[int]:
    if options.keep == "text":
        return set(map(ord, options.text))
    return {code for first, last in _RANGES[options.keep] for code in range(first, last + 1)}


def write_font(font: "TTFont", path: Path, *, format: str) -> Path:
    """Write it in the format's container."""
    font.flavor = _FLAVORS[format]
    font.save(path)
    return path


def describe(font: "TTFont") -> FontFacts:
    """What it holds."""
    names = font["name"]
    outlines: Literal["TrueType", "CFF", "none"] = (
        "TrueType" if "glyf" in font else "CFF" if "CFF " in font else "none"
    )
    return FontFacts(
        family=names.getBestFamilyName() or "",
        style=names.getBestSubFamilyName() or "",
        glyphs=len(font.getGlyphOrder()),
        characters=len(font.getBestCmap() or ()),
        units_per_em=font["head"].unitsPerEm,
        outlines=outlines,
    )
