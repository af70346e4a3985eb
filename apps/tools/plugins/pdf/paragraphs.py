"""Guesses paragraphs, headings and list items from where lines stand and how large they are."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from apps.tools.plugins.pdf.flow_reading import Run, TextLine

Role = Literal["text", "bullet", "heading-1", "heading-2", "heading-3"]

_LARGER = 1.15
"""Lines of letters so many times larger than most are headings."""
_APART = 1.7
"""Lines whose feet are so many sizes apart belong to two paragraphs."""
_SPARE = 1.3
"""A word fits surely into so many times the room it takes on average."""
_INDENT = 1.0
"""A first line is set in by so many sizes at least."""
_BULLET = re.compile(r"^\s*[•◦▪‣●○■\uf0b7\u2043\u2013-]\s+")
_NUMBER = re.compile(r"^\s*(\d{1,3}|[a-zA-Z])[.)]\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs that flow, what they are, and the upper edge of the first."""

    runs: tuple[Run, ...]
    role: Role
    top: float


class Typography:
    """The sizes of a document: what most letters have, and what its headings have."""

    def __init__(self, lines: Iterable[TextLine]) -> None:
        sizes = Counter[float]()
        for line in lines:
            for run in line.runs:
                sizes[run.look.size] += len(run.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 11.0
        self._headings = sorted((size for size in sizes if size >= self.body * _LARGER), reverse=True)

    def role(self, line: TextLine) -> Role:
        """What a line of this size is; small sizes share the third level."""
        if line.size in self._headings:
            level = min(self._headings.index(line.size), 2)
            return ("heading-1", "heading-2", "heading-3")[level]
        return "bullet" if _BULLET.match(line.text) else "text"


def gather(lines: list[TextLine], typography: Typography) -> list[Paragraph]:
    """Lines that flow into each other as paragraphs, in their order."""
    paragraphs: list[Paragraph] = []
    above: TextLine | None = None
    for line in lines:
        role = typography.role(line)
        if above and paragraphs and _flows(above, line, role=paragraphs[-1].role, own=role, lines=lines):
            last = paragraphs[-1]
            paragraphs[-1] = Paragraph(_join(last.runs, line.runs), last.role, last.top)
        else:
            paragraphs.append(
                Paragraph(_unmark(line.runs) if role == "bullet" else line.runs, role, line.top)
            )
        above = line
    return paragraphs


def _flows(above: TextLine, line: TextLine, *, role: Role, own: Role, lines: list[TextLine]) -> bool:
    """Whether a line goes on with what the one above began."""
    if abs(above.size - line.size) > 0.1 * above.size or own == "bullet" or _NUMBER.match(line.text):
        return False
    if not 0 < above.bottom - line.bottom <= _APART * line.size:
        return False  # far below, or beside it, or in the next column
    if role.startswith("heading"):
        return True
    indented = role == "text" and line.left - above.left >= _INDENT * line.size
    return not (indented or _had_room(above, line, lines))


def _had_room(above: TextLine, line: TextLine, lines: list[TextLine]) -> bool:
    """Whether the first word would have fitted on the line above: then it was meant to begin anew."""
    edge = max(other.right for other in lines if other.left < above.right and above.left < other.right)
    first = line.text.split()[0]
    needed = (line.right - line.left) * (len(first) + 1) / max(len(line.text), 1)
    return edge - above.right > needed * _SPARE


def _join(first: tuple[Run, ...], second: tuple[Run, ...]) -> tuple[Run, ...]:
    *begin, last = first
    glued = last.text.rstrip() + " "
    if last.look == second[0].look:
        return (*begin, Run(glued + second[0].text.lstrip(), last.look), *second[1:])
    return (*begin, Run(glued, last.look), *second)


def _unmark(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs without the bullet, which the list's style draws again."""
    first, *others = runs
    text = _BULLET.sub("", first.text)
    if text == first.text:  # the bullet is a run by itself
        text = ""
    kept = [Run(text, first.look), *others] if text else list(others)
    return tuple(kept) or runs
