"""PDF documents that draw without end by other things than forms in their pages."""

from tests.hostile.case import bytes_of
from tests.hostile.cases.pdf_drawings import BOX, CONTENT, FIRST, WIDE, avalanche, forms
from tests.hostile.cases.pdf_parts import form, pdf_case, stream

GROUP = b"/Subtype/Form/Group<</S/Transparency/CS/DeviceGray>>"
PATTERN = (
    b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9/Resources<<%s>>"
)
MASK = b"/ExtGState<</G<</SMask<</S/Luminosity/G %d 0 R>>>>>>"
FONT = (
    b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a %d 0 R>>"
    b"/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]/Resources<<%s>>>>"
)
LETTERS = b"BT /T 1 Tf (%s) Tj ET" % (b"a" * WIDE)


def of_an_annotation(levels: int) -> bytes:
    """An annotation that looks like the first form."""
    stamp = b"/Annots[<</Type/Annot/Subtype/Stamp/F 4/Rect[0 0 99 99]/AP<</N 10 0 R>>>>]"
    return avalanche(stamp, forms(levels))


def of_forms_in_a_pattern(levels: int) -> bytes:
    """A pattern that draws the first form."""
    pattern = stream(b"/F Do", PATTERN % b"/XObject<</F 10 0 R>>")
    page = CONTENT + b"/Resources<</Pattern<</P 5 0 R>>>>"
    return avalanche(page, forms(levels), stream(b"/Pattern cs /P scn " + BOX), pattern)


def of_patterns(levels: int) -> bytes:
    """Areas that are painted with a pattern, whose areas are painted with a pattern."""
    draw = b"/Pattern cs /P scn " + BOX * WIDE
    numbers = range(FIRST + 1, FIRST + levels)
    things = [stream(draw, PATTERN % (b"/Pattern<</P %d 0 R>>" % number)) for number in numbers]
    page = CONTENT + b"/Resources<</Pattern<</P 10 0 R>>>>"
    return avalanche(page, [*things, stream(BOX, PATTERN % b"")], stream(draw))


def of_masks(levels: int) -> bytes:
    """Areas that show through a mask, whose areas show through a mask."""
    draw = b"/G gs " + BOX
    numbers = range(FIRST + 1, FIRST + levels)
    things = [*(form(draw * WIDE, MASK % number) for number in numbers), form(BOX)]
    page = CONTENT + b"/Resources<<%s>>" % (MASK % FIRST)
    return avalanche(page, [thing.replace(b"/Subtype/Form", GROUP) for thing in things], stream(draw))


def of_letters(levels: int) -> bytes:
    """Letters that are drawn of letters."""
    things = []
    for number in range(FIRST, FIRST + 2 * levels, 2):
        last = number == FIRST + 2 * levels - 2
        things += [
            FONT % (number + 1, b"" if last else b"/Font<</T %d 0 R>>" % (number + 2)),
            stream(b"9 0 d0 " + (BOX if last else LETTERS)),
        ]
    return avalanche(CONTENT + b"/Resources<</Font<</T 10 0 R>>>>", things, stream(LETTERS))


def of_no_letters() -> bytes:
    """Operators that lack what they are to draw."""
    things = [FONT % (FIRST + 1, b""), stream(b"9 0 d0 " + BOX)]
    page = CONTENT + b"/Resources<</Font<</T 10 0 R>>>>"
    return avalanche(page, things, stream(b"BT /T 1 Tf Tj TJ ET scn SCN gs Tf Do Q"))


CASES = (
    pdf_case(
        id="H055",
        what="letters that are not there",
        tool="pdf-to-images",
        options={"dpi": 18},
        make=bytes_of(of_no_letters()),
        expect=("completed",),
    ),
    *(
        pdf_case(
            id="H055",
            what=f"{what} that draw a billion times",
            tool="pdf-to-images",
            options={"dpi": 18},
            make=bytes_of(content),
            expect=("input_limit",),
        )
        for what, content in (
            ("forms in an annotation", of_an_annotation(8)),
            ("forms in a pattern", of_forms_in_a_pattern(8)),
            ("patterns", of_patterns(8)),
            ("masks", of_masks(8)),
            ("letters", of_letters(8)),
        )
    ),
)
