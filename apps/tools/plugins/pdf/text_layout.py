"""Sets words as they stand on the page, in letters of one width: columns and tables stay side by side."""

from collections.abc import Iterable, Sequence
from statistics import median

from apps.tools.plugins.pdf.text_extraction import Word

_MOST_COLUMNS = 400
_MOST_EMPTY_LINES = 3


def lay_out(words: Iterable[Word]) -> str:
    """The words in lines from top to bottom, each at the column where it stands."""
    placed = [word for word in words if word.text.strip()]
    if not placed:
        return ""
    cell = max(median((word.box[2] - word.box[0]) / len(word.text) for word in placed), 0.5)
    margin = min(word.box[0] for word in placed)
    text, last_bottom = list[str](), None
    for line in _lines(placed):
        top, bottom = min(word.box[1] for word in line), max(word.box[3] for word in line)
        if last_bottom is not None:
            gap = round((top - last_bottom) / max(bottom - top, 1))
            text += [""] * min(max(gap, 0), _MOST_EMPTY_LINES)
        text.append(_set_line(line, cell=cell, margin=margin))
        last_bottom = bottom
    return "\n".join(text)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words whose middles are at the same height; the first word of a line decides."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=_middle):
        first = lines[-1][0].box if lines else None
        if first and _middle(word) < first[1] + (first[3] - first[1]) * 0.75:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in lines]


def _middle(word: Word) -> float:
    return (word.box[1] + word.box[3]) / 2


def _set_line(line: Sequence[Word], *, cell: float, margin: float) -> str:
    text = ""
    for word in line:
        column = min(round((word.box[0] - margin) / cell), _MOST_COLUMNS)
        text = text.ljust(max(column, len(text) + 1 if text else 0)) + word.text
    return text
