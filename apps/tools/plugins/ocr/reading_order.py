"""Puts lines found anywhere on a page into the order a reader takes them in."""

import itertools
from collections.abc import Callable, Iterator
from statistics import median

from apps.tools.plugins.ocr.recognition import Line

Edge = Callable[[Line], float]

_GUTTER = 1.0
"""Columns are so many line heights apart at least."""
_COLUMN = 8.0
"""A column of text is so many line heights wide at least; those of a table, read by rows, are narrower."""
_APART = 1.5
"""A line that is so many times further from the one above than lines usually are begins a paragraph."""


def in_reading_order(lines: list[Line], *, columns: bool) -> list[Line]:
    """Read columns one after the other where there are some, and join what stands on a level."""
    if not lines:
        return []
    height = median(_bottom(line) - _top(line) for line in lines)
    ordered: list[Line] = []
    for number, block in enumerate(_blocks(lines, height=height) if columns else [lines]):
        ordered += _rows(block, height=height, paragraph=number * len(lines))
    return ordered


def _rows(lines: list[Line], *, height: float, paragraph: int) -> Iterator[Line]:
    """What stands on a level as one line, and where paragraphs begin by the distance of lines."""
    rows = list(_split(lines, start=_middle, end=_middle, gap=height * 0.5))
    levels = [median(map(_middle, row)) for row in rows]
    steps = [below - above for above, below in itertools.pairwise(levels)]
    usual = median(steps) if steps else height
    for row, step in zip(rows, [usual, *steps], strict=True):
        paragraph += step > usual * _APART
        yield Line(tuple(word for line in sorted(row, key=_left) for word in line.words), paragraph)


def _blocks(lines: list[Line], *, height: float) -> list[list[Line]]:
    """Bands of the page, from top to bottom, grown as long as the same gutters run through them."""
    groups: list[list[Line]] = []
    for band in _split(lines, start=_top, end=_bottom, gap=0.0):
        parts = [_columns(group, height=height) for group in (*groups[-1:], band)]
        together = bool(groups) and len(_columns(groups[-1] + band, height=height)) > 1
        if groups and (together or all(len(part) == 1 for part in parts)):
            groups[-1] += band
        else:
            groups.append(band)
    return [column for group in groups for column in _columns(group, height=height)]


def _columns(lines: list[Line], *, height: float) -> list[list[Line]]:
    columns = list(_split(lines, start=_left, end=_right, gap=height * _GUTTER))
    wide = all(max(map(_right, column)) - min(map(_left, column)) >= height * _COLUMN for column in columns)
    return columns if wide else [lines]


def _split(lines: list[Line], *, start: Edge, end: Edge, gap: float) -> Iterator[list[Line]]:
    """Groups with at least so much white between them, in the direction that the edges are of."""
    group: list[Line] = []
    reach = float("-inf")
    for line in sorted(lines, key=start):
        if group and start(line) - reach >= gap:
            yield group
            group = []
            reach = float("-inf")
        group.append(line)
        reach = max(reach, end(line))
    yield group


def _left(line: Line) -> float:
    return min(x for word in line.words for x, _ in word.corners)


def _right(line: Line) -> float:
    return max(x for word in line.words for x, _ in word.corners)


def _top(line: Line) -> float:
    return min(y for word in line.words for _, y in word.corners)


def _bottom(line: Line) -> float:
    return max(y for word in line.words for _, y in word.corners)


def _middle(line: Line) -> float:
    return (_top(line) + _bottom(line)) / 2
