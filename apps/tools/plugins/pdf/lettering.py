"""Sets text in fonts that are embedded, by typst, which brings some and shapes every script they have."""

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from apps.tools.base import InvalidInputError

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

Face = Literal["sans", "serif", "mono"]

_FAMILIES = {
    # The machine's fonts go before those that typst brings: Libertinus Serif and DejaVu Sans Mono.
    "sans": ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Libertinus Serif"),
    "serif": ("Libertinus Serif",),
    "mono": ("DejaVu Sans Mono",),
}
_SETTINGS = """
#let input = json(bytes(sys.inputs.input))
#set text(font: input.families, size: input.size * 1pt, fill: rgb(input.colour), weight: input.weight)
"""
_ONE_A_PAGE = """
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(top-edge: "ascender", bottom-edge: "descender")
#for line in input.texts { page(line) }
"""


def set_texts(
    texts: Sequence[str], *, size: float, colour: str = "#000000", face: Face = "sans", bold: bool = False
) -> "Pdf":
    """A document with a page for each text, no larger than the text, which shares its fonts.

    Raises InvalidInputError when no font has one of the characters: it would come out as an empty box.
    """
    drawn = typeset(_ONE_A_PAGE, texts=texts, size=size, colour=colour, face=face, bold=bold)
    refuse_gaps(drawn, "".join(texts), face=face)
    return drawn


def refuse_gaps(drawn: "Pdf", text: str, *, face: Face = "sans") -> None:
    """Raise when the pages that typst made of a text show an empty box for one of its characters."""
    if any(_has_gaps(page) for page in drawn.pages):
        characters = sorted(set(text) - set(" \n"))
        raise _unknown(list(_unknown_characters(characters, face=face)))


def typeset(
    body: str,
    *,
    texts: Sequence[object],
    size: float,
    colour: str = "#000000",
    face: Face = "sans",
    bold: bool = False,
) -> "Pdf":
    """What typst makes of a layout of ours; texts are its data, never its source."""
    import pikepdf
    import typst

    data = {
        "texts": texts,
        "size": size,
        "colour": colour,
        "families": _FAMILIES[face],
        "weight": "bold" if bold else "regular",
    }
    document = typst.compile(
        (_SETTINGS + body).encode(), sys_inputs={"input": json.dumps(data)}, pdf_tags=False
    )
    return pikepdf.open(BytesIO(document))


def _has_gaps(page: "Page") -> bool:
    """Whether a glyph is number 0: what fonts show for a character that they do not have."""
    import pikepdf

    for instruction in pikepdf.parse_content_stream(page, operators="Tj TJ"):
        (shown,) = instruction.operands
        pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
        for piece in pieces:
            codes = bytes(piece) if isinstance(piece, pikepdf.String) else b""
            if any(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2)):
                return True
    return False


def _unknown_characters(characters: Sequence[str], *, face: Face) -> Iterator[str]:
    drawn = typeset(_ONE_A_PAGE, texts=characters, size=10, face=face)
    return (character for character, page in zip(characters, drawn.pages, strict=True) if _has_gaps(page))


def _unknown(characters: Sequence[str]) -> InvalidInputError:
    shown = " ".join(characters[:10])
    return InvalidInputError(
        f"No font on this server has these characters: {shown or 'some combinations'}. Leave them out, or "
        "ask for a font that has them (Noto Sans CJK for Chinese, Japanese and Korean) to be installed.",
        code="input_not_allowed",
    )
