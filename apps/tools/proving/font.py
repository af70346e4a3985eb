"""Samples of fonts with two letters of known shapes, and FreeType's drawing of what became of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import ImageFont

from apps.tools.proving.proofs import ProofFailedError

EM, SIZE = 1000, 100
WIDTHS = {".notdef": 500, "A": 600, "o": 800}
CHARACTERS = {ord("A"): "A", ord("o"): "o"}
FAMILY = "Two Letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFacts:
    """What is in a sample: the box and the share of ink of each letter at 100 pixels, and the advances."""

    boxes: dict[str, tuple[int, int, int, int]]
    ink: dict[str, float]
    advances: dict[str, float]


def make_sample(format: str, path: Path) -> FontFacts:
    """A bar for A and a ring for o: straight lines, curves, and a hole."""
    is_cubic = format == "otf"
    builder = FontBuilder(EM, isTTF=not is_cubic)
    builder.setupGlyphOrder(list(WIDTHS))
    builder.setupCharacterMap(CHARACTERS)
    shapes = {name: _draw(name, cubic=is_cubic) for name in WIDTHS}
    if is_cubic:
        builder.setupCFF("TwoLetters-Regular", {"FullName": FAMILY}, shapes, {})
    else:
        builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics({name: (width, 100) for name, width in WIDTHS.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "TwoLetters-Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font.flavor = format if format.startswith("woff") else None
    builder.save(path)
    return read_facts(path)


def _draw(name: str, *, cubic: bool) -> Any:
    pen: Any = T2CharStringPen(WIDTHS[name], None) if cubic else TTGlyphPen(None)
    if name == "A":
        _polygon(pen, [(100, 0), (100, 700), (500, 700), (500, 0)])
    elif name == "o":
        _ring(pen, 300, cubic=cubic)
        _ring(pen, -150, cubic=cubic)
    return pen.getCharString() if cubic else pen.glyph()


def _polygon(pen: Any, points: list[tuple[int, int]]) -> None:
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _ring(pen: Any, radius: int, *, cubic: bool) -> None:
    """A circle of four curves; a negative radius goes round the other way, and makes a hole."""
    x, y, size = 400, 300, abs(radius)
    way = 1 if radius > 0 else -1
    corners = [(x + size, y), (x, y + way * size), (x - size, y), (x, y - way * size)]
    pen.moveTo(corners[0])
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        outer = (start[0] + end[0] - x, start[1] + end[1] - y)
        if cubic:
            near = [
                (round(at[0] + (outer[0] - at[0]) * 0.5523), round(at[1] + (outer[1] - at[1]) * 0.5523))
                for at in (start, end)
            ]
            pen.curveTo(*near, end)
        else:
            pen.qCurveTo(outer, end)
    pen.closePath()


def read_facts(path: Path) -> FontFacts:
    """What FreeType makes of the letters."""
    with path.open("rb") as file:
        font = ImageFont.truetype(file, SIZE)
    boxes, ink = {}, {}
    for letter in "Ao":
        mask = font.getmask(letter, mode="L")
        left, top, right, bottom = font.getbbox(letter)
        boxes[letter] = (int(left), int(top), int(right), int(bottom))
        ink[letter] = sum(mask) / 255 / (mask.size[0] * mask.size[1])
    return FontFacts(boxes=boxes, ink=ink, advances={letter: font.getlength(letter) for letter in "Ao"})


def check(path: Path, source: str, target: str, facts: FontFacts) -> None:  # noqa: ARG001 - all alike
    """The letters are drawn in the same boxes, with as much ink and as wide steps."""
    found = read_facts(path)
    if found.advances != facts.advances:
        raise ProofFailedError(f"the letters advance by {found.advances}, not {facts.advances}")
    for letter in "Ao":
        if any(abs(a - b) > 1 for a, b in zip(found.boxes[letter], facts.boxes[letter], strict=True)):
            raise ProofFailedError(f"'{letter}' is drawn in {found.boxes[letter]}, not {facts.boxes[letter]}")
        if abs(found.ink[letter] - facts.ink[letter]) > 0.03:  # noqa: PLR2004 - a part of the box
            raise ProofFailedError(f"'{letter}' has {found.ink[letter]:.2f} ink, not {facts.ink[letter]:.2f}")
