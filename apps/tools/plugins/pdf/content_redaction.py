"""Takes glyphs out of a page's content stream and leaves the gap where each stood."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.pdf.glyph_positions import Glyph, read_glyphs
from apps.tools.plugins.pdf.placement import Box
from apps.tools.plugins.pdf.redaction_search import Searcher

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_PAINT = {"black": "0 g", "white": "1 g"}


def rewrite_page(pdf: "Pdf", index: int, boxes: list[Box], searcher: Searcher) -> bool:
    """Remove every glyph within the boxes; False, and nothing changed, where that cannot be done surely."""
    import pikepdf

    page, glyphs = pdf.pages[index], read_glyphs(pdf, index)
    if not glyphs.readable or any(_is_hit(glyph, boxes) for glyph in glyphs.within_forms):
        return False
    instructions = pikepdf.parse_content_stream(page)
    shown = [item for item in instructions if str(item.operator) in _SHOWING]
    if len(shown) != len(glyphs.operators):
        return False
    waiting = iter(glyphs.operators)
    written: list[Any] = []
    for item in instructions:
        name = str(item.operator)
        if name in _SHOWING:
            operator = next(waiting)
            hits = [_is_hit(glyph, boxes) for glyph in operator]
            if not any(hits):
                written.append(item)
            elif (changed := _cut(name, list(item.operands), operator, hits)) is None:
                return False
            else:
                written += changed
        else:
            written.append(_hide_marks(item, searcher) if name in {"BDC", "DP"} else item)
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(written))
    return True


def paint(pdf: "Pdf", index: int, boxes: list[Box], colour: str) -> None:
    """Cover places with a colour, above everything on the page."""
    page = pdf.pages[index]
    shapes = " ".join(
        f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re"
        for left, bottom, right, top in boxes
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ q {_PAINT[colour]} {shapes} f Q".encode())


def _is_hit(glyph: Glyph, boxes: list[Box]) -> bool:
    """Whether the middle of a glyph lies within a box."""
    x, y = (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in boxes)


def _cut(name: str, operands: list[Any], glyphs: list[Glyph], hits: list[bool]) -> list[Any] | None:
    """The instructions that show what is left of a string, or None if it holds fewer glyphs than read."""
    from pikepdf import Array, ContentStreamInstruction, Operator, String

    before: list[Any] = []
    if name == '"':
        word, letter, *operands = operands
        before += [
            ContentStreamInstruction([word], Operator("Tw")),
            ContentStreamInstruction([letter], Operator("Tc")),
        ]
    if name in {"'", '"'}:
        before.append(ContentStreamInstruction([], Operator("T*")))
    parts = list(operands[0]) if name == "TJ" else [operands[0]]
    waiting = iter(zip(glyphs, hits, strict=True))
    left: list[Any] = []
    for part in parts:
        if not isinstance(part, String):
            left.append(part)
            continue
        pieces = _without(bytes(part), waiting)
        left += [String(piece) if isinstance(piece, bytes) else round(-piece, 3) for piece in pieces]
    if next(waiting, None) is not None:
        return None
    return [*before, ContentStreamInstruction([Array(left)], Operator("TJ"))]


def _without(data: bytes, waiting: "Iterator[tuple[Glyph, bool]]") -> Iterator[bytes | float]:
    """Pieces of a string that stay, and how far to move over those that do not."""
    kept, gap, at = b"", 0.0, 0
    while at < len(data):
        glyph, hit = next(waiting, (None, False))
        if glyph is None:
            break
        code = data[at : at + glyph.length]
        at += glyph.length
        if hit:
            if kept:
                yield kept
                kept = b""
            gap += glyph.advance
            continue
        if gap:
            yield gap
            gap = 0.0
        kept += code
    if kept:
        yield kept
    if gap:
        yield gap


def _hide_marks(item: Any, searcher: Searcher) -> Any:
    """Marked content may say what its letters mean: without what was found."""
    from pikepdf import ContentStreamInstruction, Dictionary

    operands: list[Object] = list(item.operands)
    for operand in operands:
        if isinstance(operand, Dictionary):
            for key in ("/ActualText", "/Alt", "/E", "/Contents"):
                if key in operand and searcher.spans(str(operand[key])):
                    del operand[key]
    return ContentStreamInstruction(operands, item.operator)
