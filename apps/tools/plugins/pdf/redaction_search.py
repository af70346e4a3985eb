"""Finds what is to be removed, on pages as PDFium reads them and in any other text of the document."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.tools.base import InvalidInputError
from apps.tools.plugins.pdf.placement import Box
from apps.tools.plugins.pdf.redact_options import KINDS, PdfRedactOptions

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_SLACK = 0.3
"""Points around letters, whose boxes may be tighter than their ink."""


@dataclass(frozen=True, slots=True)
class Searcher:
    """Everything that is searched for, compiled to run in linear time."""

    expressions: tuple[Any, ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where something begins and ends, in the order of the expressions."""
        found = (match.span() for expression in self.expressions for match in expression.finditer(text))
        return [(start, end) for start, end in found if start < end]

    def hide(self, text: str) -> str:
        """The text with blocks in place of what was found; none, where blocks would be found as well."""
        letters = list(text)
        for start, end in self.spans(text):
            letters[start:end] = "█" * (end - start)
        hidden = "".join(letters)
        return "" if self.spans(hidden) else hidden


def compile_search(options: PdfRedactOptions) -> Searcher:
    """Raises InvalidInputError (input_not_allowed) for a pattern that is none, or that matches nothing."""
    import re2

    expressions = []
    edge = r"\b" if options.whole_words else ""
    # White space of a phrase is any: a line may end within it.
    texts = [r"\s+".join(re2.escape(word) for word in text.split()) for text in options.texts if text.strip()]
    sources = [f"{edge}{text}{edge}" for text in texts] + [*options.patterns]
    sources += [KINDS[kind] for kind in options.kinds]
    settings = re2.Options()
    settings.case_sensitive = not options.ignore_case
    settings.log_errors = False
    for source in sources:
        try:
            expression = re2.compile(source, settings)
        except re2.error as error:
            raise InvalidInputError(
                f"The pattern '{source}' is no regular expression of RE2: {error}.", code="input_not_allowed"
            ) from error
        if expression.search(""):
            raise InvalidInputError(
                f"The pattern '{source}' matches even nothing, so it would remove nothing or everything.",
                code="input_not_allowed",
            )
        expressions.append(expression)
    return Searcher(tuple(expressions))


def find_on_page(page: "PdfPage", searcher: Searcher) -> tuple[list[Box], int]:
    """The boxes of every letter found, in the page's own points, and how often something was found."""
    if not searcher.expressions:
        return [], 0
    text_page = page.get_textpage()
    try:
        text, indexes = _read(text_page)
        spans = searcher.spans(text)
        letters = {indexes[place] for start, end in spans for place in range(start, end)}
        boxes = [text_page.get_charbox(index, loose=True) for index in sorted(letters)]
    finally:
        text_page.close()
    return [_grown(box) for box in boxes if box[2] > box[0] and box[3] > box[1]], len(spans)


def letters_within(page: "PdfPage", boxes: list[Box]) -> bool:
    """Whether PDFium reads a letter whose middle lies within one of the boxes."""
    text_page = page.get_textpage()
    try:
        text, indexes = _read(text_page)
        for letter, index in zip(text, indexes, strict=True):
            left, bottom, right, top = text_page.get_charbox(index)
            x, y = (left + right) / 2, (bottom + top) / 2
            if not letter.isspace() and any(a <= x <= c and b <= y <= d for a, b, c, d in boxes):
                return True
    finally:
        text_page.close()
    return False


def _read(text_page: Any) -> tuple[str, list[int]]:
    """The text letter by letter, and PDFium's number of each; hyphens within parted words are left out."""
    from pypdfium2 import raw

    letters, indexes = [], []
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in {0, 2, 0xFFFE, 0xFFFF} or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - surrogates
            continue
        letters.append(chr(code))
        indexes.append(index)
    return "".join(letters), indexes


def _grown(box: tuple[float, float, float, float]) -> Box:
    left, bottom, right, top = box
    return left - _SLACK, bottom, right + _SLACK, top


def join_boxes(boxes: list[Box]) -> list[Box]:
    """Letters beside each other as one box."""
    joined: list[Box] = []
    for box in boxes:
        if joined and _beside(joined[-1], box):
            lefts, bottoms, rights, tops = zip(joined[-1], box, strict=True)
            joined[-1] = (min(lefts), min(bottoms), max(rights), max(tops))
        else:
            joined.append(box)
    return joined


def _beside(first: Box, second: Box) -> bool:
    height = first[3] - first[1]
    level = abs(first[1] - second[1]) < 0.3 * height and abs(first[3] - second[3]) < 0.3 * height
    return level and -height < second[0] - first[2] < 0.5 * height
