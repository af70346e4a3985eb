"""How much a page draws: things that draw things can make two kilobytes draw billions of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.pdf.drawn_things import (
    appearances_of,
    drawings_of,
    find_form,
    find_letters,
    find_state,
    find_tile,
    mask_of,
    may_multiply,
    resources_of,
)
from apps.tools.plugins.pdf.opening import MAX_UNPACKED

if TYPE_CHECKING:
    from pikepdf import Object, Pdf, Stream

MOST_DRAWN = 20_000_000
"""Marks that a page may make, those of each form, tile, mask and letter counted each time it is drawn."""
_DEEPEST = 64
_FILL = frozenset({"sc", "g", "rg", "k", "cs"})
_STROKE = frozenset({"SC", "G", "RG", "K", "CS"})
_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_PAINT = frozenset({"f", "F", "f*", "b", "b*", "B", "B*", "s", "S", "sh", "BI", "Do", *_TEXT})
_OPERATORS = " ".join({"q", "Q", "gs", "scn", "SCN", "Tf", *_FILL, *_STROKE, *_PAINT})

Key = tuple[tuple[int, int], int]


def refuse_avalanche(source: ToolInput, pdf: "Pdf") -> None:
    """Raise when a page draws more than any real one; each thing is read once, however often it is drawn.

    Also what qpdf raises where its limits are: PDFium has none, and aborts.
    """
    _unpack_contents(pdf)
    known: dict[Key, int] = {}
    for number, page in enumerate(pdf.pages, start=1):
        if _Counter(known, page=number).count_page(page.obj) > MOST_DRAWN:
            raise InvalidInputError(
                f"Page {number} of '{source.name}' draws things within things, more than {MOST_DRAWN:,} in "
                "all; such pages are not drawn.",
                code="input_limit",
            )


def _unpack_contents(pdf: "Pdf") -> None:
    import pikepdf

    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        for stream in contents if isinstance(contents, pikepdf.Array) else (contents,):
            if isinstance(stream, pikepdf.Stream) and _may_be_large(stream):
                stream.read_bytes()


def _may_be_large(stream: "Stream") -> bool:
    """By a thousand, deflating makes things larger, and each filter more does it again."""
    import pikepdf

    filters = stream.get("/Filter")
    is_stacked = isinstance(filters, pikepdf.Array) and len(filters) > 1
    length = stream.get("/Length", 0)
    return is_stacked or not isinstance(length, int) or length > MAX_UNPACKED // 1024


@dataclass(frozen=True, slots=True)
class _State:
    """What each mark costs beside itself: its mask, the tiles that it is painted with, its letters."""

    mask: int = 0
    fill: int = 0
    stroke: int = 0
    letter: int = 0


@dataclass(slots=True)
class _Counter:
    known: dict[Key, int]
    page: int
    _resources: "Object | None" = None
    _depth: int = 0

    def count_page(self, page: "Object") -> int:
        """The marks of a page and of its annotations; a page on which nothing can multiply is not read."""
        self._resources = resources_of(page)
        total = self._count(page) if may_multiply(self._resources) else 0
        return total + self._sum(appearances_of(page))

    def _count_thing(self, thing: "Object | None") -> int:
        """Once for each; without resources of its own it uses those of what draws it."""
        if thing is None or self._depth > _DEEPEST:
            return 0
        own = resources_of(thing)
        key = (thing.objgen, self.page if own is None else 0)
        if key not in self.known:
            self.known[key] = 0  # for one that draws itself, which readers do not follow either
            outer, self._resources = self._resources, self._resources if own is None else own
            self._depth += 1
            self.known[key] = self._count(thing)
            self._depth -= 1
            self._resources = outer
        return self.known[key]

    def _count(self, content: "Object") -> int:
        import pikepdf

        total, state, saved = 0, _State(), list[_State]()
        for instruction in pikepdf.parse_content_stream(content, operators=_OPERATORS):
            operator, operands = str(instruction.operator), instruction.operands
            if operator == "q":
                saved.append(state)
            elif operator == "Q":
                state = saved.pop() if saved else state
            elif operator in _PAINT:
                total += 1 + state.mask + state.fill + state.stroke
                if operator in _TEXT:
                    total += state.letter * _letters(operands) if state.letter else 0
                elif operator == "Do" and operands:
                    total += self._count_thing(find_form(self._resources, operands[0]))
            elif operands:
                state = self._changed(state, operator, operands)
            if total > MOST_DRAWN:
                break
        return total

    def _changed(self, state: _State, operator: str, operands: Any) -> _State:
        """The state after an operator that sets a part of it."""
        match operator:
            case "gs":
                found = find_state(self._resources, operands[0])
                sets_mask = found is not None and "/SMask" in found
                return replace(state, mask=self._count_thing(mask_of(found))) if sets_mask else state
            case "scn":
                return replace(state, fill=self._count_thing(find_tile(self._resources, operands[-1])))
            case "SCN":
                return replace(state, stroke=self._count_thing(find_tile(self._resources, operands[-1])))
            case "Tf":
                return replace(state, letter=self._count_letter(find_letters(self._resources, operands[0])))
        return replace(state, fill=0) if operator in _FILL else replace(state, stroke=0)

    def _count_letter(self, font: "Object | None") -> int:
        """The costliest letter of a font."""
        outer, self._resources = self._resources, resources_of(font) or self._resources
        costs = [self._count_thing(drawing) for drawing in drawings_of(font)]
        self._resources = outer
        return max(costs, default=0)

    def _sum(self, things: Iterable["Object"]) -> int:
        return sum(map(self._count_thing, things))


def _letters(operands: Any) -> int:
    import pikepdf

    lists = [operand for operand in operands if isinstance(operand, pikepdf.Array)]
    texts = lists[-1] if lists else operands  # of a damaged page there may be none
    return sum(len(bytes(text)) for text in texts if isinstance(text, pikepdf.String))
