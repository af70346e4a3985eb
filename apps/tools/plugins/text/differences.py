"""Which lines differ between two texts, and how to show it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

from apps.tools.base import InvalidInputError, ToolInput

MAX_LINES = 20_000
Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be done to the first text to get the second."""

    matcher: SequenceMatcher[str]

    @property
    def changed(self) -> list[Opcode]:
        """What is no mere copy, as difflib's opcodes."""
        return [code for code in self.matcher.get_opcodes() if code[0] != "equal"]

    @property
    def added(self) -> int:
        """Lines of the second text only."""
        return sum(end - start for _, _, _, start, end in self.changed)

    @property
    def removed(self) -> int:
        """Lines of the first text only."""
        return sum(end - start for _, start, end, _, _ in self.changed)

    def hunks(self, context: int) -> Iterable[Sequence[Opcode]]:
        """The changes with so many unchanged lines around them."""
        return self.matcher.get_grouped_opcodes(context)


def read_lines(source: ToolInput) -> list[str]:
    """The lines without their ends; raises InvalidInputError for more than can be compared, or no text."""
    try:
        lines = source.path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise InvalidInputError(
            f"'{source.name}' is not UTF-8 text. The tool text-charset converts it.", code="input_corrupt"
        ) from None
    if len(lines) > MAX_LINES:
        raise InvalidInputError(
            f"'{source.name}' has {len(lines)} lines; at most {MAX_LINES} can be compared.",
            code="input_limit",
        )
    return lines


def compare(
    first: Sequence[str], second: Sequence[str], *, ignore_case: bool, ignore_spaces: bool
) -> Changes:
    """Line by line; two lines are the same if all that is ignored leaves no difference."""

    def plain(line: str) -> str:
        kept = " ".join(line.split()) if ignore_spaces else line
        return kept.casefold() if ignore_case else kept

    matcher = SequenceMatcher(None, [*map(plain, first)], [*map(plain, second)], autojunk=False)
    return Changes(matcher)


def unified(
    first: Sequence[str], second: Sequence[str], changes: Changes, *, context: int, names: Sequence[str]
) -> str:
    """As `diff -u` writes it and `patch` reads it; two names alone when nothing differs."""
    lines = [f"--- {names[0]}", f"+++ {names[1]}"]
    for hunk in changes.hunks(context):
        (_, a_start, _, b_start, _), (_, _, a_end, _, b_end) = hunk[0], hunk[-1]
        lines.append(f"@@ -{_span(a_start, a_end)} +{_span(b_start, b_end)} @@")
        for kind, left, left_end, right, right_end in hunk:
            if kind == "equal":
                lines += [f" {line}" for line in first[left:left_end]]
            else:
                lines += [f"-{line}" for line in first[left:left_end]]
                lines += [f"+{line}" for line in second[right:right_end]]
    return "\n".join(lines) + "\n"


def _span(start: int, end: int) -> str:
    """Numbers from 1, and the line before an empty span, as the format wants it."""
    length = end - start
    return f"{start + 1 if length else start},{length}" if length != 1 else str(start + 1)


_STYLE = """
body { font: 14px/1.4 monospace; } table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td { white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; padding: 0 .5em; }
td.n { width: 4em; text-align: right; opacity: .5; }
.removed { background: #fdd; } .added { background: #dfd; }
tr.gap td { text-align: center; opacity: .5; }
"""


def side_by_side(
    first: Sequence[str], second: Sequence[str], changes: Changes, *, context: int, names: Sequence[str]
) -> str:
    """A page with both texts; it needs nothing from elsewhere."""
    rows: list[str] = []
    for hunk in changes.hunks(context):
        if rows:
            rows.append('<tr class="gap"><td colspan="4">…</td></tr>')
        for code in hunk:
            rows += _rows(first, second, code)
    body = "\n".join(rows) or '<tr><td colspan="4">No difference.</td></tr>'
    head = f'<tr><th colspan="2">{escape(names[0])}</th><th colspan="2">{escape(names[1])}</th></tr>'
    start = '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Differences</title>'
    return f"{start}<style>{_STYLE}</style>\n<table>{head}\n{body}\n</table></html>\n"


def _rows(first: Sequence[str], second: Sequence[str], code: Opcode) -> Iterator[str]:
    kind, left, left_end, right, right_end = code
    colours = ("", "") if kind == "equal" else ("removed", "added")
    for step in range(max(left_end - left, right_end - right)):
        before = _cell(first, left + step, left_end, colours[0])
        yield f"<tr>{before}{_cell(second, right + step, right_end, colours[1])}</tr>"


def _cell(lines: Sequence[str], number: int, end: int, kind: str) -> str:
    if number >= end:
        return '<td class="n"></td><td></td>'
    return f'<td class="n">{number + 1}</td><td class="{kind}">{escape(lines[number])}</td>'
